import { describe, expect, test } from '@jest/globals';
import fc from '../../../support/fast-check.js';
import { authorise, orgsWhere, seenOrgs, type Caller } from '../../../../src/orgs/people/authorise.js';
import { actions, roleNames, type Action, type Role } from '../../../../src/orgs/people/roles.js';

const everyAction = Object.keys(actions) as Action[];
const action = fc.constantFrom(...everyAction);
const role = fc.constantFrom(...roleNames);
const member = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 6 }), role), {
  selector: ([org]) => org,
  maxLength: 4,
});
const callerWith = (roles: readonly (readonly [number, Role])[]): Caller => ({
  name: 'Kim',
  id: 'token:1',
  roles: new Map(roles),
});

describe('the rule about who may do what where', () => {
  test('an org in which somebody has no role is not there for them, whatever they are elsewhere', () => {
    fc.assert(
      fc.property(member, action, fc.integer({ min: 1, max: 9 }), (roles, wanted, org) => {
        const caller = callerWith(roles);
        fc.pre(!caller.roles?.has(org));
        expect(authorise(caller, wanted, org)).toBe('unseen');
        expect(orgsWhere(caller, wanted)).not.toContain(org);
        expect(seenOrgs(caller)).not.toContain(org);
      }),
    );
  });

  test('what concerns the whole installation is for its owner alone', () => {
    for (const wanted of everyAction) {
      for (const one of roleNames) expect(authorise(callerWith([[7, one]]), wanted, null)).toBe('refused');
      expect(authorise({ name: 'admin', id: 'owner', roles: null }, wanted, null)).toBe('allowed');
    }
  });

  test('no role but admin changes people or the org, and an auditor changes nothing', () => {
    const may = (one: Role) =>
      everyAction.filter((wanted) => authorise(callerWith([[7, one]]), wanted, 7) === 'allowed');
    for (const one of roleNames.filter((name) => name !== 'admin')) {
      expect(may(one)).not.toContain('manage_people');
      expect(may(one)).not.toContain('manage_org');
    }
    expect(may('auditor').filter((wanted) => !/^(see|describe|export)_/.test(wanted))).toEqual([]);
    expect(may('admin')).toEqual(everyAction);
  });

  test('the orgs of a list are those in which the action is allowed', () => {
    fc.assert(
      fc.property(member, action, (roles, wanted) => {
        const caller = callerWith(roles);
        const allowed = roles
          .map(([org]) => org)
          .filter((org) => authorise(caller, wanted, org) === 'allowed');
        expect(orgsWhere(caller, wanted)).toEqual(allowed);
      }),
    );
  });
});
