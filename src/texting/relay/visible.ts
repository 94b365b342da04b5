/** Characters that draw nothing, by Unicode: blanks, control and format characters, fillers, variation selectors; and the empty Braille. */
const INVISIBLE = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]+/gu;

/** Whether a reader would see anything. */
export const isVisible = (text: string): boolean => text.replace(INVISIBLE, '') !== '';

/** Elements that show something although they hold no words. */
const SHOWN =
  /<\s*(?:img|picture|video|audio|source|iframe|embed|object|svg|canvas|math|input|button|select|form|[a-z]+-[\w-]*)\b/i;

/** Whether a message without words shows something in the chat, as opposed to an empty one. */
export const showsSomething = (html: string): boolean => SHOWN.test(html);
