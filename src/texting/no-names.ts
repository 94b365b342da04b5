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
  sin ninguno ninguna contacto interesado sitio fulano mengano zutano perengano
  visiteur visiteuse invite invitee anonyme inconnu inconnue utilisateur utilisatrice nom prenom essai aucun aucune
  besucher besucherin gast anonym unbekannt unbekannter benutzer benutzerin nutzer kunde kundin interessent vorname nachname keine kein
  convidado convidada desconhecido desconhecida nome sobrenome teste nenhum nenhuma
  anonymer anonyme anonymes kontakt sehr geehrte geehrter mustermann musterfrau muster
  visitatore visitatrice ospite sconosciuto sconosciuta utente cognome prova
  bezoeker onbekend onbekende gebruiker klant naam voornaam achternaam besokare gast okand anvandare namn gæst ukendt ukjent bruger bruker
  kunde navn vieras kavija tuntematon kayttaja asiakas nimi
  gosc nieznany nieznana uzytkownik klient imie nazwisko ziyaretci misafir bilinmiyor kullanici kullanıcı musteri isim pengunjung tamu pengguna
  pelanggan nama khach ten vendeg ismeretlen felhasznalo neznamy navstevnik host uzivatel oaspete necunoscut utilizator vizitator
  гость посетитель неизвестно неизвестный аноним анонимный пользователь клиент тест имя фамилия гiсть відвідувач невідомо користувач
  επισκεπτης αγνωστος ανωνυμος χρηστης πελατης ονομα
  匿名 匿名用户 匿名希望 游客 遊客 访客 訪客 用户 用戶 客户 客戶 顾客 未知 测试 測試 姓名 名字 名前 氏名 ゲスト テスト ユーザー ユーザ お客様 お客さま
  名無し 名無しさん 訪問者 無名 不明 なし 無し 방문자 손님 익명 고객 테스트 이름 성명 사용자 미상 없음
  زائر ضيف مجهول مستخدم عميل اسم الاسم تجربة اختبار ناشناس مهمان کاربر نام مشتری अतिथि अज्ञात उपयोगकर्ता ग्राहक नाम परीक्षण
  אורח אנונימי אלמוני משתמש לקוח שם בדיקה ผู้เยี่ยมชม ผู้ใช้ ลูกค้า ทดสอบ ชื่อ

  fname lname asd asdf sdf dfg fgh ghj jkl qwe qweqwe zxc aa bb aaa bbb xx zz zzz bla blah lol haha hehe nope private secret hidden redacted
  deleted removed gdpr caller wireless android friend babe staging qa drift driftbot function infinity value string number
  array select insert update drop delete script javascript llc ltd inc corp gmbh sarl
  hxxp hxxps fuck fucking fucker shit shitty ass asshole bitch bastard cunt dickhead idiot moron stupid sexy hot nazi hitler puta puto
  mierda pendejo cabron merde connard putain salope scheisse arschloch fotze hure caralho foda porra

  end quit cancel arret baja alto sair abmelden overdue final debt lawsuit police court arrest fraud otp tax taxes legal payroll

  free prize prizes winner winners winning claim click urgent congratulations congrats reward rewards bonus gift gifts giveaway coupon
  voucher discount offer offers deal deals cash money loan loans credit refund refunds invoice payment payments pay wire transfer bitcoin
  crypto casino lottery jackpot viagra porn sex xxx adult alert alerts warning notice notification verify verification verified confirm
  security secure account suspended locked expired password pin code login signin bank official delivery package parcel shipment tracking
  stop start unstop unsubscribe optout yes call text buy visit open link www http https gratis premio ganador gewinn gewinner gagnant

  meta tesla uber lyft btc ethereum paypal amazon apple google microsoft facebook instagram whatsapp netflix venmo zelle citibank wellsfargo coinbase binance walmart
  costco usps ups fedex dhl irs ssa fbi cia dmv hmrc medicare medicaid mastercard amex visa
`;

const listed = new Set(words.trim().split(/\s+/).map(plain));

/** Behind another word they say that the whole is no person's name: "Deleted User", "Anonymer Besucher", "Acme Inc", "evil dot com". */
const ofNoPerson = new Set(
  `visitor visitors user users caller support team bank department service services refund refunds inc llc ltd corp corporation gmbh sarl
   besucher benutzer nutzer visiteur utilisateur visitante usuario usuaria utente visitatore bezoeker gebruiker mustermann dot com net org ly www http`
    .trim()
    .split(/\s+/),
);

/** Whether the words of a name field, together, name no person. */
export const isOfNoPerson = (words: readonly string[]): boolean =>
  words.slice(1).some((word) => ofNoPerson.has(plain(word)));

/** Whether a word of the name field is no name. `nan` is what some programs write for "no value"; Nan, with a capital, is a name. */
export function isNoName(word: string): boolean {
  return word === 'nan' || listed.has(plain(word));
}

/** What stands before a name and is none. Compared as `isNoName` does, without the dot. */
const titles = new Set(
  `dr mr mrs ms miss mx mister prof professor rev fr hon sir madam maam mme mlle mgr capt lt sgt
   herr frau med dipl ing mag senor senora senorita sra srta sr monsieur madame mademoiselle me
   sig signor signora signore dott dottoressa ir drs dipling
   senhor senhora dona doutor doutora doctor doctora docteur doktor eng dra`
    .trim()
    .split(/\s+/),
);

/** Words that are titles only with their dot: without it, they are names or other words. */
const onlyWithDot = new Set([
  'med',
  'ir',
  'sig',
  'fr',
  'hon',
  'me',
  'ing',
  'mag',
  'eng',
  'rev',
  'dipl',
  'sir',
  'lt',
  'dona',
]);

export function isTitle(word: string): boolean {
  const title = plain(word.replace(/\.(?=-|$)/g, ''));
  return titles.has(title) && (word.endsWith('.') || !onlyWithDot.has(title));
}

function plain(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[\p{M}'’‘-]/gu, '')
    .toLowerCase();
}
