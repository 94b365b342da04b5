/**
 * What the error codes of the vendor of texts mean, in our words. Codes are stored as the vendor gave them, so that they are read long
 * after the call and without a client.
 */
export { codeLabel, textStateLabels } from './twilio/code-label.js';
export { errorPolicies, policyOf, type ErrorPolicy } from './twilio/error-table.js';
export { isSimulated } from './twilio/is-simulated.js';
