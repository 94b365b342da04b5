/** Contact attribute with the number that the visitor was texted from. */
export const NUMBER_ATTRIBUTE = 'twilio_sms_number';
/** Contact attribute that stands in for the conversation tag where Drift cannot be told to set one. */
export const MARKER_ATTRIBUTE = 'textback_marker';

/** The event on the contact's timeline; Drift shows it in lower case. */
export const timelineWords = (tag: string): string => `texted by textback (${tag})`;
