import type { ClientsFor, OrgClients } from '../../orgs/clients-for.js';
import type { Channel } from './deliver.js';
import { createChatChannel } from './post-sender.js';
import { createTextChannel, type TextChannelOptions } from './text-sender.js';

/** How an org's sends reach chat and phone. */
export interface Channels {
  readonly posts: Channel;
  readonly texts: Channel;
}

/** @throws OrgNotServed */
export type ChannelsFor = (orgId: number) => Promise<Channels>;

/** Over the clients of an org, made once for each: a channel remembers what it has learned of its org's account. */
export function createChannelsFor(
  clientsFor: ClientsFor,
  options: Omit<TextChannelOptions, 'sms'>,
): ChannelsFor {
  const made = new WeakMap<OrgClients, Channels>();
  return async (orgId) => {
    const clients = await clientsFor(orgId);
    const known = made.get(clients);
    if (known !== undefined) return known;
    const channels = {
      posts: createChatChannel(clients.chat, options.pool),
      texts: createTextChannel({ ...options, sms: clients.sms }),
    };
    made.set(clients, channels);
    return channels;
  };
}
