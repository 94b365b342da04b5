import type { NumberWordings } from './wording.js';

const numbers = 'handynummer/mobilnummer/telefonnummer/handynr/telefonnr/ruckrufnummer/rufnummer';
const phone = 'handy/telefon/mobil/mobiltelefon/whatsapp';
const at = `(unter/auf/an/am/per) (der/die/meinem/meiner/meine/mein/dieser/diese) (nummer/${phone}/${numbers})`;

export const german: NumberWordings = {
  own: [
    `rufen/ruf/rufe/ruft (sie) (bitte) mich (bitte/doch) (zuruck) ${at} N`,
    `kontaktieren/kontaktiere/erreichen/erreichst/erreicht (sie/du/ihr) mich (am/bitte) (besten) ${at} N`,
    `schreiben/schreib/schreibt/schicken/schick/schickt/senden/sende/sendet (sie) (bitte) mir (bitte) (eine) (sms/nachricht/whatsapp) ${at} N`,
    `mich (am/auch) (besten) ${at} N erreichen/anrufen/kontaktieren/zuruckrufen`,
    `ich bin/erreichbar (erreichbar) ${at} N`,
    `ruf/rufe/rufen (sie) mich (bitte) an/zuruck ${at} N`,
    `melden/meld (sie) (dich/sich) (bitte) (bei) (mir) ${at} N`,
    'ich habe (jetzt) (eine) neue nummer N',
    `bin (ich/am) (am) (besten) ${at} N (zu) erreichbar/erreichen`,
    `meine (neue/aktuelle/richtige/eigene) ${numbers} (ist/lautet) (jetzt/nun/die) N`,
    `mein (neues) ${phone} (ist/hat) (die/jetzt) (nummer) N`,
    `N (ist/lautet) meine (neue/aktuelle) nummer/${numbers}`,
    'N bitte (um) ruckruf/zuruckrufen/anrufen',
  ],
  ownNumber: [
    'meine (neue/aktuelle/richtige/eigene) nummer (ist/lautet) (jetzt/nun/die) N',
    'meine nummer hat sich geandert (sie/jetzt/neu/nun/die) (ist/lautet/neue) (ist/jetzt/lautet) N',
    'die (neue/richtige) nummer ist (jetzt/nun) N',
  ],
  labels: [
    `(meine/mein/und/oder) ${phone}/tel/${numbers} (nr/nummer) (ist/lautet) N`,
    `erreichbar/erreichen ${at} N`,
    '(bitte) (um) ruckruf (bitte) (an/unter/auf) N',
    '(eine) sms (bitte) an/auf N',
  ],
  fillers: `hallo guten tag ja ok nein danke bitte gerne gern hier ist meine mein die nummer handy handynummer telefon telefonnummer tel mobil
    mobilnummer unter auf an und oder nach ab vor uhr rufen sie mich sms lautet das jetzt klar naturlich sicher
    abends dank erreichbar vielen vielmals selbstverstandlich es`,
  things: `bestellung bestellnummer auftrag auftragsnummer rechnung rechnungsnummer fall fallnummer konto kontonummer ticketnummer sendung
    sendungsnummer paket paketnummer trackingnummer referenz referenznummer buchung buchungsnummer reservierung vorgang vorgangsnummer
    aktenzeichen kundennummer kunde vertrag vertragsnummer versicherungsnummer mitgliedsnummer seriennummer modell artikel artikelnummer
    teilenummer produkt plz postleitzahl karte kartennummer ausweis personalausweis reisepass steuernummer angebot flug preis kosten betrag
    summe euro datum jahr adresse auftragsnr rechnungsnr kundennr vertragsnr bestellnr ticketnr zahler zahlernummer personalnummer
    matrikelnummer lieferschein kostet kd re`,
  people: `chef chefin frau mann mutter vater bruder schwester freund freundin freundes kollege kollegin kollegen nachbar nachbarin sohn
    tochter sekretarin jemand jemandem er ihm ihn ihr ihre ihrer ihren sein seine seiner seinem euer eure firma buro herrn angerufen
    anruf wer`,
  negations: 'nicht nie niemals kein keine keinen falsche falsch alte alten',
  reports: 'sagt sagte schrieb meinte betrug',
  asks: [
    `(ihre/deine/eure/eine) nummer/${numbers}`,
    'unter welcher/welche nummer',
    'wie/wo (konnen/darf/durfen) (wir/ich) sie/dich/euch (am) (besten) (telefonisch) erreichen/anrufen/kontaktieren',
    'telefon/handy',
  ],
  askingWords: `bitte konnen konnten wie welche welcher wo was geben gib nennen hinterlassen eingeben teilen brauchen benotigen verraten`,
};
