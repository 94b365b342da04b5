import type { FormatCallback } from 'html-to-text';

/** A link's words and then its address in brackets, unless the words are the address. */
const link: FormatCallback = (element, walk, builder) => {
  let words = '';
  builder.pushWordTransform((word: string) => {
    words += word;
    return word;
  });
  walk(element.children, builder);
  builder.popWordTransform();
  const address = addressOf(attribute(element, 'href'));
  if (address === null || bare(words) === bare(address)) return;
  builder.addInline(words === '' ? ` ${address}` : ` (${address})`, { noWordTransform: true });
};

/** A picture that has an address becomes that, after its description; one that came inside the message has none. */
const picture: FormatCallback = (element, _walk, builder) => {
  const source = attribute(element, 'src');
  const description = attribute(element, 'alt').replace(/\s+/g, ' ');
  if (!isPixel(element)) builder.addInline(shown(source, description), { noWordTransform: true });
};

function shown(source: string, description: string): string {
  if (isEmoji(description)) return description;
  if (!/^https?:\/\//i.test(source)) return '(picture)';
  return description === '' ? source : `${description}: ${source}`;
}

const cell: FormatCallback = (element, walk, builder) => {
  const before = (element.parent?.children ?? []).filter(({ name }) => name === 'td' || name === 'th');
  if (before[0] !== element) builder.addInline(' | ', { noWordTransform: true });
  walk(element.children, builder);
};

export const formatters = { link, picture, cell };

type Element = Parameters<FormatCallback>[0];

function attribute(element: Element, name: string): string {
  const attributes = element.attribs as Readonly<Record<string, string>> | undefined;
  return attributes?.[name]?.trim() ?? '';
}

/** What a person can use of a link's address; null for scripts, anchors within a page and relative addresses. */
function addressOf(href: string): string | null {
  if (/^https?:\/\//i.test(href)) return href;
  return /^(?:mailto|tel|sms):([^?]+)/i.exec(href)?.[1] ?? null;
}

/** An address without what people leave out when they write it down. */
function bare(address: string): string {
  const plain = address
    .replace(/^https?:\/\/(?:www\.)?|^www\./i, '')
    .replace(/\s/g, '')
    .replace(/\/$/, '');
  return /^[+\d().-]+$/.test(plain) ? plain.replace(/\D/g, '') : plain.toLowerCase();
}

/** Mail and chat programs draw emoji as pictures that are described by the emoji itself. */
function isEmoji(description: string): boolean {
  return (
    /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(description) && !/[\p{L}\s]/u.test(description)
  );
}

/** Pictures of one pixel count readers and show nothing. */
function isPixel(element: Element): boolean {
  return [attribute(element, 'width'), attribute(element, 'height')].every((size) =>
    /^[01](px)?$/.test(size),
  );
}
