import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { needs, orgOf } from './auth.js';
import { invalid, notFound } from './errors.js';
import type { WithId } from './routes-conversations.js';
import type { DriftSimulator } from './simulator.js';
import type { DriftUser } from './types.js';

const LARGEST_LOOKUP = 20;
const userIds = z.object({
  userId: z.union([z.string().transform((value) => [value]), z.array(z.string())]),
});

export function userRoutes(app: FastifyInstance, drift: DriftSimulator): void {
  const read = { preHandler: needs(drift, 'user_read') };
  const shape = (orgId: number, user: DriftUser) => ({
    orgId,
    locale: 'en-US',
    verified: true,
    bot: false,
    ...user,
  });
  const usersOf = (request: FastifyRequest) => {
    const { orgId } = orgOf(drift, request);
    return drift.orgs.users(orgId).map((user) => shape(orgId, user));
  };

  app.get('/users/list', read, (request) => ({ data: usersOf(request) }));

  app.get<WithId>('/users/:id', read, (request) => {
    const user = usersOf(request).find((one) => one.id === Number(request.params.id));
    if (!user) throw notFound('user');
    return { data: user };
  });

  // Several at once come as a map by id (Drift docs, listing users).
  app.get('/users', read, (request) => {
    const ids = userIds.parse(request.query).userId;
    if (ids.length > LARGEST_LOOKUP) throw invalid(`at most ${LARGEST_LOOKUP} users at once`);
    const found = usersOf(request).filter((user) => ids.includes(String(user.id)));
    return { data: Object.fromEntries(found.map((user) => [String(user.id), user])) };
  });
}
