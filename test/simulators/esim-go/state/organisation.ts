import { CURRENCY, toDecimal } from './wire.ts';
import type { World } from './world.ts';

/** Holds the API key and personal data, as the real answer does: a client must not log it. */
export function organisationView(world: World) {
  return {
    name: 'TTelGo Test UAT',
    apiKey: world.settings.apiKey,
    taxLiable: 'No',
    addr1: '1 Example Street',
    addr2: '',
    city: 'Amsterdam',
    country: 'NL',
    postcode: '1000 AA',
    callbackUrl: world.settings.callback.url ?? '',
    notes: '',
    groups: groupNames(world),
    currency: CURRENCY,
    balance: toDecimal(world.balanceMinor),
    testCredit: 0,
    testCreditExpiry: '',
    businessType: 'Reseller',
    website: 'https://example.test',
    productDescription: 'Travel eSIMs',
    users: [
      {
        firstName: 'Test',
        lastName: 'Owner',
        role: 'OWNER',
        emailAddress: 'owner@example.test',
        phoneNumber: '',
        timeZone: 'UTC',
      },
    ],
  };
}

export function groupNames(world: World): string[] {
  return [...new Set([...world.catalogue.values()].flatMap((bundle) => bundle.groups))];
}
