/** What each group of operations is for, in the order of the document. */
const descriptions: Record<string, string> = {
  Catalogue:
    'Bundles on offer with retail prices, and the countries and regions they cover. Public.',
  Orders: 'For travellers: buy by card, signed in or as a guest, and follow the order.',
  eSIMs: "A traveller's eSIMs: state, usage, and what is needed to install them.",
  'Vendor orders': 'For resellers: order against a wallet or credit line with an API key.',
  'Vendor eSIMs': "A vendor's eSIMs: state, usage, and what is needed to install them.",
  'Vendor money': "A vendor's wallet or credit line, and its statement.",
  'Vendor webhooks': 'What became of the events that were sent to your endpoints.',
  Webhooks: 'Events that are sent to you. See the guide for how to verify and answer them.',
  Operations: 'Health of the API, and this contract.',
};

export function tagsOf(used: readonly string[]): { name: string; description: string }[] {
  const unknown = used.find((tag) => descriptions[tag] === undefined);
  if (unknown) throw new Error(`the tag ${unknown} has no description`);
  return Object.entries(descriptions)
    .filter(([name]) => name === 'Webhooks' || used.includes(name))
    .map(([name, description]) => ({ name, description }));
}
