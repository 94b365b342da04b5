/** What is known of a conversation's phone number. */
export type PhoneStatus = 'unknown' | 'none' | 'invalid' | 'not_textable' | 'usable';
