import type { NumberWordings } from './wording.js';

const at = '(at/on/via/by/under/to/through/with/using)';
const phone = 'cell/cells/mobile/mobiles/phone/phones/telephone/whatsapp/cellphone/tel/landline';
const ofPhone = `(this/my/the) (new/direct/personal/work/us/uk) (${phone}) (number/cell/phone/mobile/line) (is/its/hash)`;
const kind =
  '(new/own/current/direct/best/personal/correct/right/actual/us/uk/work/home/business/private/main/primary/updated/other/second)';
const call = 'text/txt/sms/message/msg/call/phone/ring/reach/contact/whatsapp/dial/try';

export const english: NumberWordings = {
  own: [
    `${call} (or/and) (text/txt/call) me/us (back/please/directly/anytime/instead/later/now/here) (by/via) (text/phone/sms/call) ${at} ${ofPhone} N`,
    `give me/us a call/text/ring/buzz/shout (back) (please) ${at} ${ofPhone} N`,
    `send/shoot/drop me/us (a/the/some) text/texts/message/messages/sms/line/info/information/details/link (by) (text/sms) ${at} ${ofPhone} N`,
    `text/txt me/us (a/the/some) info/information/details/link/quote ${at} ${ofPhone} N`,
    `hit/ping/buzz/hmu me (up) ${at} ${ofPhone} N`,
    `hmu ${at} N`,
    `get (back/hold/ahold/in) (of/touch/to) (with) me/us (by) (text/phone) ${at} ${ofPhone} N`,
    `reach out to me/us (by) (text/phone) ${at} ${ofPhone} N`,
    `reply/respond/answer (to) me/us ${at} ${ofPhone} N`,
    `i/id/we would/like/want/prefer/need (like) (to) (be) (a) text/texts/call/callback/called/texted/contacted (back) ${at} ${ofPhone} N`,
    `have someone/somebody/rep/agent/representative ${call} me/us (back) ${at} ${ofPhone} N`,
    `i/we changed/updated my (${phone}) number (to/its) (now) N`,
    `i/ive/we got/have (got) (a) new (${phone}) number (its) (now) N`,
    `update/change my (${phone}) number/phone/cell to N`,
    `leave me/us (a) message/voicemail/text ${at} ${ofPhone} N`,
    `i/we can/could/may/will (also/always/best) be reached/contacted/texted/called ${at} ${ofPhone} N`,
    `im/am/are reachable ${at} ${ofPhone} N`,
    `my ${kind} ${phone} (number/phone/hash/no) (is/its/hash) (now/actually/still) N`,
    `my ${kind} digits/hash (are/is) N`,
    `my office cell/mobile (number) (is) N`,
    `my ${kind} contact/callback (phone) number/details/info/is (is/are) N`,
    `my ${kind} ${phone} (number/phone) (has) changed (to/its/it) (is/to) (now) N`,
    `the/a/our best/good/right/correct/easiest (${phone}/contact/callback) number/way (for/to) (me/us/reach/call/text/contact) (me/us) (at/on) is (by) (text/phone/call) (at/on) N`,
    `use my/this (${phone}) number/cell/phone (please) N`,
    'use N instead/now/please',
    `N (is/its/thats) my ${kind} (${phone}) number/cell/mobile/phone/whatsapp/cellphone`,
    'N (please/you/can/and) (can) text/call/sms/ring/whatsapp/reach me',
    'N is (the/a) (best/good) number/way/phone/cell (to/for)',
    'N is/thats me/mine',
  ],
  ownNumber: [
    `my ${kind} number/numbers (is/its/hash) (now/actually/still) N`,
    `my ${kind} number (has/just) (just/been) changed (to/its/it/now) (is/to/its) (now) N`,
    'mine is (now) N',
    'im (available/best) at/on N',
    'new/correct/right number/one (is/its) (now) N',
    'number (has) changed (to/its/it) (is/to) (now) N',
    'i meant/mean (to) (say/type/write) N',
    'it should be/read N',
  ],
  labels: [
    `(my/best/contact/direct/daytime/and/or) ${phone}/ph/mob/callback/contact (phone) (number/no/num/nr/hash) (is/hash) N`,
    'text/txt/sms/call N',
    'best (number/contact) hash (is) N',
    'reachable/reached/available at/on N',
    'reply to N',
    '(i) prefer text/texts (at/on) N',
  ],
  fillers: `hi hello hey ok okay yes yeah yep yup sure no nope please pls thanks thank you ty thx so well here is its it this that my the a an
    number phone cell mobile mob tel telephone ph whatsapp contact cellphone text call sms message me us at on to or and but not also both
    either use try reach best way good one now new just only anytime after before between until till pm am noon evening morning afternoon
    today tomorrow weekdays later asap go there can for uk usa mine instead sorry heres oops typo txt
    actually correction absolutely certainly ofcourse problem ya yea thats whenever any time works wrong`,
  things: `order orders ordernumber invoice invoices bill billing case account acct accounts ticket tickets tracking track shipment shipping
    delivery parcel package reference ref refs booking reservation confirmation transaction payment receipt policy claim membership member
    serial model part item product sku upc ean isbn imei vin license licence plate passport id ids identifier code codes pin password otp zip
    zipcode postcode postal ssn ein vat tax iban routing swift bank card credit debit contract quote quotation estimate po rma file flight
    train room gate lot batch badge employee student patient record document doc page version build error request job project campaign
    price priced cost costs total amount quantity qty worth usd dollars eur euros pounds date born birthday dob year age ip address port
    po ups usps dhl waybill awb consignment shipped inv login username userid user subscription coupon voucher giftcard npi duns eori crn
    registration reg roll mrn rx prescription chart docket matter return incident inc asset device machine meter unit units site loan
    application proposal lead deal listing mls property permit barcode sn pn timestamp log txn tx cheque wire tin dl imsi iccid pnr res
    loyalty rewards flyer plan agreement lease thread label box printed fedex statement paid owe pieces rows records views followers tower
    balance budget revenue salary hash fax extension customer`,
  people: `boss bos bosses manager managers wife wifes husband husbands spouse partner partners mother mothers mom moms mum mums father
    fathers dad dads brother brothers sister sisters son sons daughter daughters friend friends colleague colleagues coworker coworkers
    neighbor neighbors neighbour neighbours assistant assistants secretary roommate roommates landlord landlords lawyer doctor doctors
    client clients someone somebody someones anyone anybody anothers he she they him her hers his their theirs them your yours our ours
    company companys office offices store stores shop hotel bank hospital police school support helpline hotline reception caller callers
    called texted rang keeps calls calling nobody
    attorney attorneys accountant accountants tenant tenants girlfriend girlfriends boyfriend boyfriends fiance fiancee ex exs kid kids child
    childs grandma grandmas grandpa grandpas aunt uncle cousin nephew niece nanny babysitter nurse guest guests recipient recipients receiver
    consignee shipper seller sellers buyer buyers owner contractor plumber vendor supplier emergency customers whose who harassing
    guy guys man woman lady person people agent agents driver drivers scammer scammers spammer they're theyre hes shes`,
  negations: `not dont never isnt arent wasnt cannot cant wont didnt doesnt shouldnt wouldnt aint stop quit without wrong old previous former
    except longer used remove delete unsubscribe block report`,
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
