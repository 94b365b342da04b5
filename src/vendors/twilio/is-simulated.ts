/** Whether texts go to a simulator instead of Twilio: it alone knows what its magic numbers stand for. */
export const isSimulated = (apiUrl: string): boolean => !/(^|\.)twilio\.com$/.test(new URL(apiUrl).hostname);
