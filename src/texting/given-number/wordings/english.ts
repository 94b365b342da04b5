import type { NumberWordings } from './wording.js';

const at = '(at/on/via/by/under/to/through/with/using)';
const phone = 'cell/mobile/phone/telephone/whatsapp/cellphone/tel/landline';
const ofPhone = `(this/my/the) (new/direct/personal/work/us/uk) (${phone}) (number/cell/phone/mobile/line) (is/its/hash)`;
const kind = '(new/own/current/direct/best/personal/correct/right/actual/us/uk/work)';

export const english: NumberWordings = {
  own: [
    `text/sms/message/call/phone/ring/reach/contact/whatsapp/dial/try me/us (back/please/directly/anytime/instead/later/now/here) ${at} ${ofPhone} N`,
    `give me/us a call/text/ring/buzz/shout (back) (please) ${at} ${ofPhone} N`,
    `send/shoot/drop me/us (a) text/texts/message/messages/sms ${at} ${ofPhone} N`,
    `hit/ping/buzz me (up) ${at} ${ofPhone} N`,
    `leave me/us (a) message/voicemail/text ${at} ${ofPhone} N`,
    `i/we can/could/may/will (also/always/best) be reached/contacted/texted/called ${at} ${ofPhone} N`,
    `reachable/reached at/on ${ofPhone} N`,
    `my ${kind} ${phone} (number/phone/hash) (is/its/hash) (now/actually/still) N`,
    `my ${kind} contact/callback (phone) number/details/info/is (is/are) N`,
    `my ${kind} ${phone} (number/phone) (has) changed (to/its/it) (is/to) (now) N`,
    `the/a/our best/good/right/correct (${phone}/contact/callback) number/way (for/to) (me/us/reach/call/text/contact) (me/us) (at/on) is N`,
    `use my/this (${phone}) number/cell/phone (please) N`,
    'use N instead/now/please',
    `N (is/its/thats) my ${kind} (${phone}) number/cell/mobile/phone/whatsapp/cellphone`,
    'N (please/you/can/and) (can) text/call/sms/ring/whatsapp/reach me',
    'N is (the/a) (best/good) number/way/phone/cell (to/for)',
    'N is/thats me/mine',
  ],
  ownNumber: [
    `my ${kind} number (is/its/hash) (now/actually/still) N`,
    `my ${kind} number (has/just) (just) changed (to/its/it/now) (is/to/its) (now) N`,
    'mine is (now) N',
    'im (available/best) at/on N',
    'new/correct/right number/one (is/its) (now) N',
    'number (has) changed (to/its/it) (is/to) (now) N',
    'i meant/mean (to) (say/type/write) N',
    'it should be/read N',
  ],
  labels: [
    `(my/best/contact/direct/daytime/and/or) ${phone}/ph/mob/callback/contact (phone) (number/no/num/nr/hash) (is/hash) N`,
    'text/sms/call N',
  ],
  fillers: `hi hello hey ok okay yes yeah yep yup sure no nope please pls thanks thank you ty thx so well here is its it this that my the a an
    number phone cell mobile mob tel telephone ph whatsapp contact cellphone text call sms message me us at on to or and but not also both
    either use try reach best way good one now new just only anytime after before between until till pm am noon evening morning afternoon
    today tomorrow weekdays later asap go there can for uk usa mine instead sorry heres oops typo`,
  things: `order orders ordernumber invoice invoices bill billing case account acct accounts ticket tickets tracking track shipment shipping
    delivery parcel package reference ref refs booking reservation confirmation transaction payment receipt policy claim membership member
    serial model part item product sku upc ean isbn imei vin license licence plate passport id ids identifier code codes pin password otp zip
    zipcode postcode postal ssn ein vat tax iban routing swift bank card credit debit contract quote quotation estimate po rma file flight
    train room gate lot batch badge employee student patient record document doc page version build error request job project campaign
    price priced cost costs total amount quantity qty worth usd dollars eur euros pounds date born birthday dob year age ip address port
    balance budget revenue salary hash fax extension customer`,
  people: `boss bos bosses manager managers wife wifes husband husbands spouse partner partners mother mothers mom moms mum mums father
    fathers dad dads brother brothers sister sisters son sons daughter daughters friend friends colleague colleagues coworker coworkers
    neighbor neighbors neighbour neighbours assistant assistants secretary roommate roommates landlord landlords lawyer doctor doctors
    client clients someone somebody someones anyone anybody anothers he she they him her hers his their theirs them your yours our ours
    company companys office offices store stores shop hotel bank hospital police school support helpline hotline reception caller callers
    called texted rang keeps calls calling nobody
    guy guys man woman lady person people agent agents driver drivers scammer scammers spammer they're theyre hes shes`,
  negations: `not dont never isnt arent wasnt cannot cant wont didnt doesnt shouldnt wouldnt aint stop quit without wrong old previous former
    except longer used`,
  reports:
    'says said saying say told wrote writes reads claims claimed claiming asks scam spam phishing fraud voicemail',
  asks: [
    `your (best/current/direct) (${phone}/contact/callback) number/phone/cell/mobile/cellphone/telephone/digits`,
    `(a/the/your) (good/best/valid) ${phone}/contact/callback number/phone`,
    'cell/mobile/phone/telephone/cellphone/contact/callback/whatsapp number',
    'phone/telephone',
    'what/which/whats number',
    'number (that/where) (to/we/i/you) (can/could/should/may) (be) (reach/reached/text/call/contact) (you)',
    'how/where can/could/should/may/do we/i/our (team/reps/agent) reach/contact/call/text you',
  ],
  askingWords: `please pls enter leave share provide give type drop send add need tell could can may what whats which would kindly confirm
    submit`,
};
