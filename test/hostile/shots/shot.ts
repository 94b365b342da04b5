/** One hostile request, and what may be answered to it. */
export interface Shot {
  /** What is wrong with it. */
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** Statuses that are right. */
  readonly allowed: readonly number[];
  /** For a webhook that may be taken: the key under which its event should then be stored. */
  readonly eventKey?: string;
}

/** A shot in one line, to be read by a person; its whole body follows from the seed. */
export function describeShot({ kind, method, path, headers, body }: Shot): string {
  const shown = body === null ? '' : ` ${JSON.stringify(body.toString('latin1').slice(0, 300))}`;
  return `[${kind}] ${method} ${path.slice(0, 150)} ${JSON.stringify(headers).slice(0, 250)}${shown} (${body?.length ?? 0} bytes)`;
}
