/** The largest file that is kept, either way: Twilio's limit for an MMS (Twilio docs, accepted content types for media). */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** A first text whose send slot is so near waits for it before it goes out, and not for another look at Drift. Milliseconds. */
export const SOON_MS = 1_500;
