import type { CaseFile, Violation } from './case-file.js';
import { carriesText } from './evidence.js';
import { grouped } from './grouped.js';
import { isAnswer } from './played.js';

/** Promise 6, no loop: every text and post of ours has its cause in what people did. */
export function loops(file: CaseFile): Violation[] {
  return [...unexplainedTexts(file), ...unexplainedPosts(file), ...tooManyNotes(file)];
}

/** A text is a follow-up, carries words of somebody, or answers a HELP; at most one each. */
function unexplainedTexts({ evidence, followUps, inbound, sessions }: CaseFile): Violation[] {
  const isFollowUp = new Set([...followUps.values()].flat());
  const helps = grouped(
    inbound.filter(({ meaning }) => meaning === 'help'),
    ({ phone }) => phone,
  );
  const others = evidence.texts.filter((text) => text.markers.length === 0 && !isFollowUp.has(text));
  return [...grouped(others, ({ to }) => to)].flatMap(([phone, texts]): Violation[] => {
    const explained = helps.get(phone)?.length ?? 0;
    if (texts.length <= explained) return [];
    const conversationId = sessions.find((session) => session.phone === phone)?.conversationId ?? null;
    const what = `${texts.length} texts to ${phone} that nothing explains but ${explained} HELP: "${texts.at(-1)?.body ?? ''}"`;
    return [{ kind: 'looped', conversationId, what }];
  });
}

/** A chat post carries a text of the visitor; one without words explains one post. Words said in Drift are there already. */
function unexplainedPosts({ evidence, chat, inbound, sessions }: CaseFile): Violation[] {
  const found: Violation[] = [];
  const saidInDrift = new Map(chat.flatMap((one) => one.markers.map((marker) => [marker, one] as const)));
  const wordless = inbound.filter(({ markers }) => markers.length === 0);
  for (const [conversationId, posts] of grouped(evidence.posts, (post) => post.conversationId)) {
    const report = (what: string) => found.push({ kind: 'looped', conversationId, what });
    const ours = posts.filter(carriesText);
    for (const { markers } of ours)
      for (const marker of markers) {
        const said = saidInDrift.get(marker);
        if (said !== undefined) report(`the ${said.by}'s ${marker} was posted again by Textback`);
      }
    const threads = sessions.filter((one) => one.conversationId === conversationId);
    const explained = wordless.filter(({ phone, to }) =>
      threads.some((thread) => phone === thread.phone && to === thread.ours),
    ).length;
    // A picture that came after its words is a post of its own.
    const empty = ours.filter(({ markers, body }) => markers.length === 0 && !body.includes('/media/'));
    if (empty.length > explained)
      report(`${empty.length} posts without words of the visitor; ${explained} wordless texts explain some`);
  }
  return found;
}

/** Notes that a conversation has anyway: that it was texted, or not and why; that a number was taken over, either way. */
const USUAL_NOTES = 4;

/** Notes on another number: that it waits for the end of quiet hours, and what became of it. */
const NOTES_ON_NUMBER = 2;

/** A note follows from something: the text, a wordless text, another number, a message of a rep that could not be sent. */
function tooManyNotes({ evidence, chat, inbound, conversations, numbersOf }: CaseFile): Violation[] {
  const notes = grouped(
    evidence.posts.filter((post) => !carriesText(post)),
    ({ conversationId }) => conversationId,
  );
  const answers = grouped(chat.filter(isAnswer), ({ conversationId }) => conversationId);
  const wordless = grouped(
    inbound.filter(({ markers }) => markers.length === 0),
    ({ phone }) => phone,
  );
  return [...notes].flatMap(([conversationId, mine]): Violation[] => {
    const phones = conversations.get(conversationId)?.phones ?? [];
    const corrections = (numbersOf.get(conversationId)?.length ?? 1) - 1;
    const most =
      USUAL_NOTES +
      NOTES_ON_NUMBER * corrections +
      phones.flatMap((phone) => wordless.get(phone) ?? []).length +
      (answers.get(conversationId)?.length ?? 0);
    if (mine.length <= most) return [];
    const what = `${mine.length} private notes, ${most} at the most are explained: "${mine.at(-1)?.body ?? ''}"`;
    return [{ kind: 'looped', conversationId, what }];
  });
}
