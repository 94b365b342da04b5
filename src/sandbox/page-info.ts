import type { DriftSimulator } from './drift/simulator.js';
import type { TwilioSimulator } from './twilio/simulator.js';

/** The Textback that the page shows; only links and the wait are used of it. */
export interface TextbackInfo {
  url: string;
  adminToken: string;
  temporalUiUrl?: string;
  namespace?: string;
  followUpDelayMs: number;
}

/** What the page's plugin is registered with. `urls.page` is filled in once the page listens. */
export interface SandboxInfo {
  drift: DriftSimulator;
  twilio: TwilioSimulator;
  textback: () => TextbackInfo | null;
  urls: { page: string; drift: string; twilio: string };
}
