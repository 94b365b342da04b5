/** Whether a vendor of chats shows our post: it may wrap a body in HTML of its own and write entities its own way. */
export function sameWords(theirs: string | null | undefined, ours: string): boolean {
  const words = (html: string) =>
    html
      .replace(/<[^>]*>/g, ' ')
      .replace(/&(#\d+|\w+);/g, ' ')
      .replace(/[\s<>&"']+/g, ' ')
      .trim();
  return theirs !== null && theirs !== undefined && (theirs === ours || words(theirs) === words(ours));
}
