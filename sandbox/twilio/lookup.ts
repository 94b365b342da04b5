import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';
import type { FastifyInstance } from 'fastify';
import { authenticated } from './auth.js';
import type { TwilioSimulator } from './simulator.js';

type LookupRoute = { Params: { number: string }; Querystring: { Fields?: string; CountryCode?: string } };

/** Lookup v2: an invalid number is a 200 with `valid: false`; the line type only where it was asked for. */
export function lookupRoutes(app: FastifyInstance, twilio: TwilioSimulator): void {
  app.get<LookupRoute>(
    '/v2/PhoneNumbers/:number',
    { preHandler: authenticated(twilio.account) },
    (request) => {
      const { number } = request.params;
      const { Fields: fields = '', CountryCode: country } = request.query;
      const parsed = parsePhoneNumberFromString(number, country as CountryCode | undefined);
      const valid = parsed?.isValid() === true;
      const asked = valid && fields.split(',').includes('line_type_intelligence');
      const landline = parsed !== undefined && twilio.switches.landlines.includes(parsed.number);
      return {
        calling_country_code: valid ? parsed.countryCallingCode : null,
        country_code: valid ? (parsed.country ?? null) : null,
        phone_number: parsed?.number ?? number,
        national_format: valid ? parsed.formatNational() : null,
        valid,
        validation_errors: valid ? null : [validationError(parsed)],
        caller_name: null,
        sim_swap: null,
        call_forwarding: null,
        line_status: null,
        line_type_intelligence: asked ? lineType(landline) : null,
        identity_match: null,
        reassigned_number: null,
        sms_pumping_risk: null,
        phone_number_quality_score: null,
        pre_fill: null,
        url: `https://lookups.twilio.com/v2/PhoneNumbers/${parsed?.number ?? number}`,
      };
    },
  );
}

function validationError(parsed: PhoneNumber | undefined): string {
  if (!parsed) return 'NOT_A_NUMBER';
  const length = parsed.nationalNumber.length;
  if (!parsed.isPossible()) return length < 10 ? 'TOO_SHORT' : 'TOO_LONG';
  return 'INVALID_BUT_POSSIBLE';
}

function lineType(landline: boolean): Record<string, unknown> {
  return {
    type: landline ? 'landline' : 'mobile',
    carrier_name: 'Sandbox Wireless',
    mobile_country_code: landline ? null : '310',
    mobile_network_code: landline ? null : '260',
    error_code: null,
  };
}
