import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/**
 * A change that breaks some open conversations and not others: before a text, the two questions to Drift change places.
 * Replay must refuse the histories that have come that far, and only those.
 */
const inTheOtherOrder: Readonly<Record<string, string>> = {
  fetchConversation: 'findAnswer',
  findAnswer: 'fetchConversation',
};

export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      scheduleActivity: (input, next) =>
        next({ ...input, activityType: inTheOtherOrder[input.activityType] ?? input.activityType }),
    },
  ],
});
