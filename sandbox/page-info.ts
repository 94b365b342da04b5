import type { DriftSimulator } from './drift/simulator.js';
import type { TwilioSimulator } from './twilio/simulator.js';

/** The Textback that the page shows; only links and its waits are used of it. */
export interface TextbackInfo {
  url: string;
  adminToken: string;
  temporalUiUrl?: string;
  namespace?: string;
  followUpDelayMs: number;
  /** Minutes of the visitor's day in which nobody is texted unasked; absent or null: none. */
  quietHours?: { readonly from: number; readonly to: number } | null;
}

/** What the page's plugin is registered with. `urls.page` is filled in once the page listens. */
export interface SandboxInfo {
  drift: DriftSimulator;
  twilio: TwilioSimulator;
  textback: () => TextbackInfo | null;
  urls: { page: string; drift: string; twilio: string };
}
