import type { NumberWordings } from './wording.js';

const phone = 'telephone/portable/mobile/tel/cellulaire/cell/gsm/whatsapp';
const at = `(par) (sms/texto/telephone/whatsapp) (au/sur/a/le) (le/mon/ce) (numero/${phone}) (est)`;

export const french: NumberWordings = {
  own: [
    `appelez/appelle/contactez/contacte/textez/texte/joignez/rappelez/rappelle moi (svp) ${at} N`,
    `ecrivez/ecris/envoyez/envoie moi (un) (sms/texto/message) (svp) ${at} N`,
    `me joindre/rejoindre/appeler/rappeler/contacter/ecrire/texter ${at} N`,
    `mappeler/mecrire/menvoyer (un) (sms/texto/message) ${at} N`,
    `(je) suis joignable au/sur/par (sms) (le/mon/au) (numero/${phone}) N`,
    `mon (nouveau) ${phone} (est/cest) (le/maintenant/au) N`,
    `mon (nouveau) numero de ${phone} (est/cest) (le/maintenant) N`,
    `N (cest/est) mon (nouveau) numero/${phone}`,
    'N appelez/contactez/ecrivez/rappelez moi',
  ],
  ownNumber: [
    'mon (nouveau/bon) numero (est/cest) (maintenant/le) N',
    'mon numero a change (cest/il/maintenant) (est) (le/maintenant) N',
    'le mien est (le) N',
    'jai change de numero (cest) (maintenant) (le) N',
    'le bon numero est (le) N',
  ],
  labels: [
    `(mon/et/ou) ${phone}/mob (est/numero) N`,
    'joignable/rappeler au/sur (le) N',
    '(mes) coordonnees N',
    '(je) prefere par sms (au) N',
  ],
  fillers: `bonjour salut oui ok non merci svp sil vous plait voici mon le la numero telephone tel portable mobile cest est au a et ou par sms
    apres avant partir de joindre appeler voila bien sur pardon avec plaisir daccord volontiers tenez soir matin`,
  things: `commande facture dossier compte billet suivi colis envoi reference reservation confirmation transaction paiement recu contrat
    sinistre adherent client serie modele piece article produit carte bancaire siret siren passeport identite devis vol prix cout montant
    annee adresse ref coute`,
  people: `patron chef femme mari mere pere maman frere soeur ami amie collegue voisin voisine fils fille quelquun il elle ils elles lui leur
    leurs son sa ses votre vos ton tes entreprise societe bureau banque recu appele
    mappelle reponse qui on`,
  negations: 'ne pas jamais plus ancien ancienne mauvais faux',
  reports: 'dit disait disant disent ecrit arnaque',
  asks: [
    `(votre/ton/un/le) (meilleur/bon) (numero) (de) ${phone}`,
    'votre/ton numero',
    'quel/a (quel) numero',
    'comment/ou (peut/pouvons/puis) (on/nous/je) vous/te joindre/contacter/rappeler/appeler',
  ],
  askingWords: `quel quelle pouvez pourriez peux svp plait veuillez indiquez entrez saisissez laissez laisser donnez donner communiquez besoin
    merci`,
};
