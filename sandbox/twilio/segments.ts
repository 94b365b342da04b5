const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '\f^{}\\[~]|€';

/** Segments of a body as Twilio bills them: GSM-7 160 or 153 septets a part, UCS-2 70 or 67 units once one character is not GSM. */
export function segmentsOf(body: string): number {
  const characters = Array.from(body);
  const gsm = characters.every((character) => basic.includes(character) || extension.includes(character));
  const widths = characters.map((character) => {
    if (!gsm) return character.length;
    return extension.includes(character) ? 2 : 1;
  });
  const [single, part] = gsm ? [160, 153] : [70, 67];
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total <= single) return 1;
  let parts = 1;
  let room: number = part;
  for (const width of widths) {
    // A pair (escape and character, or surrogates) is not split between two parts.
    if (width > room) {
      parts += 1;
      room = part;
    }
    room -= width;
  }
  return parts;
}

const lookAlikes: Record<string, string> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2026': '...',
  '\u00a0': ' ',
};

/** SmartEncoded=true: typographic characters become their GSM-7 look-alikes. The commonest only, not Twilio's whole list. */
export function smartEncoded(body: string): string {
  return body.replace(
    /[\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a0]/g,
    (found) => lookAlikes[found] ?? found,
  );
}
