/** What an operation comes to: codes and their words for people. */
export const operationResults = {
  handed_over_again: 'The event is handed over once more.',
  already_waiting: 'The event was waiting to be handed over anyway.',
  put_aside: 'The event is put aside: it leaves the list, and nothing comes of it.',
  refresh_started:
    'The conversation is asked for anew at Drift; what was missed is made good, and a follow-up that is still wanted gets a new chance.',
  look_started: 'The vendor is asked for the send once more; what is found is adopted.',
  send_started: 'It is sent once more, unless the vendor turns out to know it.',
  left: 'It stays as it is, and leaves the list.',
  exported: 'The history was handed out; no words or numbers of anybody are in it.',
  paused: 'No text goes out until sending is resumed.',
  already_paused: 'Sending was paused already.',
  resumed: 'Texts go out again.',
  not_paused: 'Sending was not paused.',
} as const;

export type OperationResult = keyof typeof operationResults;
