/**
 * Words in a name field that name nobody: what a site, a form or a program writes there, what the same says in other languages, and what
 * somebody writes who wants us to send their words. Compared without case and accents.
 */
const words = `
  undefined null none nil void empty blank missing false true object unknown unnamed anonymous anon noname nobody somebody someone
  na tbd tba todo xxx xyz abc abcd asdf asdfg asdfgh qwerty qwertz lorem foo bar foobar
  test tests tester testing demo sample example dummy fake temp default placeholder
  visitor visitors guest guests user users username customer customers client clients contact contacts lead leads prospect prospects
  member members subscriber website site webchat chat chatbot bot web page browser mobile desktop phone email mail online
  name names first firstname last lastname surname full fullname your my the new no not
  admin administrator root webmaster postmaster moderator system support help helpdesk service services info information sales billing
  accounts office team staff company business reception noreply reply
  hello hi hey dear there

  visitante invitado invitada anonimo anonima desconocido desconocida usuario usuaria cliente clientes nombre apellido prueba
  sin ninguno ninguna contacto interesado
  visiteur visiteuse invite invitee anonyme inconnu inconnue utilisateur utilisatrice nom prenom essai aucun aucune
  besucher besucherin gast anonym unbekannt unbekannter benutzer benutzerin nutzer kunde kundin interessent vorname nachname keine kein
  convidado convidada desconhecido desconhecida nome sobrenome teste nenhum nenhuma

  free prize prizes winner winners winning claim click urgent congratulations congrats reward rewards bonus gift gifts giveaway coupon
  voucher discount offer offers deal deals cash money loan loans credit refund refunds invoice payment payments pay wire transfer bitcoin
  crypto casino lottery jackpot viagra porn sex xxx adult alert alerts warning notice notification verify verification verified confirm
  security secure account suspended locked expired password pin code login signin bank official delivery package parcel shipment tracking
  stop start unstop unsubscribe optout yes call text buy visit open link www http https gratis premio ganador gewinn gewinner gagnant

  paypal amazon apple google microsoft facebook instagram whatsapp netflix venmo zelle citibank wellsfargo coinbase binance walmart
  costco usps ups fedex dhl irs ssa fbi cia dmv hmrc medicare medicaid mastercard amex visa
`;

const listed = new Set(words.trim().split(/\s+/));

/** Whether a word of the name field is no name. `nan` is what some programs write for "no value"; Nan, with a capital, is a name. */
export function isNoName(word: string): boolean {
  return word === 'nan' || listed.has(plain(word));
}

/** What stands before a name and is none. Compared as `isNoName` does, without the dot. */
const titles = new Set(
  `dr mr mrs ms miss mx mister prof professor rev fr hon sir madam maam mme mlle mgr capt lt sgt
   herr frau dipl ing mag senor senora senorita sra srta sr monsieur madame mademoiselle me
   senhor senhora dona doutor doutora doctor doctora docteur doktor eng dra`
    .trim()
    .split(/\s+/),
);

/** Words that are titles only with their dot: without it, they are names or other words. */
const onlyWithDot = new Set(['fr', 'hon', 'me', 'ing', 'mag', 'eng', 'rev', 'dipl', 'sir', 'lt', 'dona']);

export function isTitle(word: string): boolean {
  const title = plain(word.replace(/\.$/, ''));
  return titles.has(title) && (word.endsWith('.') || !onlyWithDot.has(title));
}

const plain = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/[\p{M}'’‘-]/gu, '')
    .toLowerCase();
