import { ackLatency } from './ack/latency.js';
import { ackThroughput } from './ack/throughput.js';
import type { Benchmark } from './bench.js';
import { drain } from './drain/drain.js';
import { relayLatency } from './latency/relay.js';
import { startLatency } from './latency/start.js';
import { limitCut } from './limiter/cut.js';
import { followUpsDue } from './limiter/follow-ups.js';
import { limiterStorm } from './limiter/storm.js';
import { textedMemory } from './memory/texted.js';
import { waitingConversations } from './waiting/waiting-conversations.js';

/** All of them, in the order in which they run. */
export const benchmarks: readonly Benchmark[] = [
  ackThroughput,
  ackLatency,
  drain,
  startLatency,
  relayLatency,
  limiterStorm,
  limitCut,
  followUpsDue,
  textedMemory,
  waitingConversations,
];
