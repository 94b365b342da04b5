import { defineSearchAttributeKey } from '@temporalio/common';

/** Typed search attributes of conversation workflows: IDs and fixed words only, nothing that means a person. */
export const searchAttributes = {
  org: defineSearchAttributeKey('TextbackOrg', 'KEYWORD'),
  conversation: defineSearchAttributeKey('TextbackConversation', 'KEYWORD'),
  /** waiting | bridging | done */
  state: defineSearchAttributeKey('TextbackState', 'KEYWORD'),
  /** A word of the reasons table; absent where a text went out. */
  reason: defineSearchAttributeKey('TextbackReason', 'KEYWORD'),
} as const;
