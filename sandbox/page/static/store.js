import { samePhone } from './phone-number.js';

/** One place that holds what the page knows; parts subscribe and draw from it. */
export function createStore(initial) {
  let state = initial;
  const listeners = new Set();
  let drawing = false;

  return {
    get: () => state,
    /** Merges `patch` and tells every part, at most once per frame. */
    set(patch) {
      state = { ...state, ...patch };
      if (drawing) return;
      drawing = true;
      const draw = () => {
        drawing = false;
        for (const listener of listeners) listener(state);
      };
      // A page in a background tab gets no frames; the timer keeps its title and announcements going.
      if (document.visibilityState === 'visible') requestAnimationFrame(draw);
      else setTimeout(draw, 50);
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(state);
    },
  };
}

/** The conversation that the panes show, or null. */
export function selectedConversation(state) {
  return state.conversations.find((conversation) => conversation.id === state.selected) ?? null;
}

/** Texts to and from a visitor's number, oldest first. */
export function textsOf(state, phone) {
  return state.texts.filter((message) => samePhone(message.visitor, phone));
}
