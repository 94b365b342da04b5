import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { ConversationEvent, ConversationStatus } from '../../src/contracts/messages.js';

export const eventSignal = defineSignal<[ConversationEvent]>('event');

export const statusQuery = defineQuery<ConversationStatus>('status');
