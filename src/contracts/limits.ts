/** The largest file that is kept, either way: Twilio's limit for an MMS (Twilio docs, accepted content types for media). */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;
