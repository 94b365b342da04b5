/** Types by a file's first bytes. A declared type is not trusted, since the type decides how a browser treats the file. */
const signatures: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/png', /^\x89PNG\r\n[^]\n/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['image/heic', /^[^]{4}ftyp(heic|heix|hevc|heim|heis|mif1|msf1)/],
  ['video/3gpp', /^[^]{4}ftyp3g[a-z0-9]{2}/],
  ['video/quicktime', /^[^]{4}ftypqt {2}/],
  ['video/mp4', /^[^]{4}ftyp(isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash)/],
  ['audio/mp4', /^[^]{4}ftypM4A /],
  ['audio/amr', /^#!AMR/],
  ['audio/mpeg', /^(ID3|\xff[\xfb\xf3\xf2])/],
  ['audio/ogg', /^OggS/],
  ['application/pdf', /^%PDF-/],
  ['text/vcard', /^(\xef\xbb\xbf)?BEGIN:VCARD\r?\n/i],
];

export const UNKNOWN_TYPE = 'application/octet-stream';
const PLAIN_TEXT = 'text/plain; charset=utf-8';

/**
 * The media type to store for a file: the type that its bytes show, or plain text if the sender declares it and the file is
 * UTF-8. Everything else, including HTML and SVG, gets a type that browsers do not run.
 */
export function judgeContent(bytes: Buffer, declared: string | null): string {
  const head = bytes.subarray(0, 32).toString('latin1');
  const known = signatures.find(([, pattern]) => pattern.test(head));
  if (known) return known[0];
  return /^text\/plain\b/i.test(declared ?? '') && isPlainText(bytes) ? PLAIN_TEXT : UNKNOWN_TYPE;
}

function isPlainText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false; // the decoder throws if the bytes are not UTF-8
  }
}

/** Pictures that every browser displays and none executes. Everything else is served as a download. */
const INLINE = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);
export const isShownInline = (contentType: string): boolean => INLINE.has(contentType);

const kinds: Readonly<Record<string, readonly [word: string, extension: string]>> = {
  'image/jpeg': ['JPEG picture', 'jpg'],
  'image/png': ['PNG picture', 'png'],
  'image/gif': ['GIF picture', 'gif'],
  'image/webp': ['WebP picture', 'webp'],
  'image/heic': ['HEIC picture', 'heic'],
  'video/3gpp': ['3GP video', '3gp'],
  'video/quicktime': ['QuickTime video', 'mov'],
  'video/mp4': ['MP4 video', 'mp4'],
  'audio/mp4': ['M4A recording', 'm4a'],
  'audio/amr': ['AMR recording', 'amr'],
  'audio/mpeg': ['MP3 recording', 'mp3'],
  'audio/ogg': ['Ogg recording', 'ogg'],
  'application/pdf': ['PDF', 'pdf'],
  'text/vcard': ['contact card', 'vcf'],
  [PLAIN_TEXT]: ['text file', 'txt'],
};

/** For people: "JPEG picture", "file". */
export const kindOf = (contentType: string): string => kinds[contentType]?.[0] ?? 'file';

/** The file extension for the type, without the dot. */
export const extensionOf = (contentType: string): string => kinds[contentType]?.[1] ?? 'bin';
