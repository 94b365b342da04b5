import type { DriftSimulator } from './drift/simulator.js';
import type { TwilioSimulator } from './twilio/simulator.js';

/** The Textback that the page shows; only links and its waits are used of it. */
export interface TextbackInfo {
  url: string;
  adminToken: string;
  temporalUiUrl?: string;
  namespace?: string;
  followUpDelayMs: number;
  /** Minutes of the visitor's day in which nobody is texted unasked; none if absent or null. */
  quietHours?: { readonly from: number; readonly to: number } | null;
}

/** The options of the page's plugin. `urls.page` is set once the page listens. */
export interface SandboxInfo {
  drift: DriftSimulator;
  twilio: TwilioSimulator;
  textback: () => TextbackInfo | null;
  urls: { page: string; drift: string; twilio: string };
  /** Index of the first visitor's number: see sandbox/page/static/presets.js. */
  firstVisitor: number;
}
