/** The person who requests an operation, by the name they gave, and the way they came. */
export interface Operator {
  readonly name: string;
  readonly via: 'console' | 'api' | 'command';
}

/** One request. The same `requestId` again, at most 100 characters, changes nothing and gets the first answer. */
export interface Asked {
  readonly operator: Operator;
  readonly requestId: string;
}
