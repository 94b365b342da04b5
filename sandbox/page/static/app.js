import { createActions } from './actions.js';
import { announcer } from './announcer.js';
import { connection } from './connection.js';
import { countdown } from './countdown.js';
import { eventLog } from './event-log.js';
import { faultsPanel } from './faults-panel.js';
import { inboxPane } from './inbox-pane.js';
import { keepLive } from './live.js';
import { phonePane } from './phone-pane.js';
import { rail } from './rail.js';
import { createStore } from './store.js';
import { switcher } from './switcher.js';
import { websitePane } from './website-pane.js';

const byId = (id) => document.getElementById(id);

const store = createStore({
  loaded: false,
  link: null,
  conversations: [],
  texts: [],
  optedOut: [],
  outOfReach: [],
  views: new Map(),
  ledgers: { drift: [], twilio: [] },
  difficulty: { drift: { rules: [], switches: {} }, twilio: { rules: [], switches: {}, nextOutcome: null } },
  selected: null,
  starting: false,
  pane: 'website',
  clockOffset: 0,
});
const actions = createActions(store, keepLive(store), byId('toast'));

connection(byId('connection'), store);
rail(byId('conversations'), byId('new-visitor'), store, actions);
countdown(byId('countdown'), store);
faultsPanel(
  {
    drawer: byId('faults'),
    list: byId('fault-list'),
    toggle: byId('faults-toggle'),
    close: byId('faults-close'),
    count: byId('faults-count'),
  },
  store,
  actions,
);
switcher(byId('switcher'), store);
websitePane(byId('website-body'), store, actions);
inboxPane(byId('inbox-body'), store, actions);
phonePane(byId('phone-body'), store, actions);
eventLog(byId('log'), store);
announcer(byId('announcer'), store);

byId('new-visitor').addEventListener('click', () => requestAnimationFrame(() => byId('start-chat').focus()));
// On to the chat, unless somebody is already writing elsewhere: focus is never taken out of a text.
byId('start').addEventListener('started', () =>
  requestAnimationFrame(() => {
    if (!document.activeElement?.matches('textarea')) byId('visitor-message').focus();
  }),
);
