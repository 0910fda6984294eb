/** What a charge on a method does: the first step, and what follows a charge that went through. */
export type Outcome =
  | { kind: 'succeeds'; later?: 'dispute' | 'refund-fails' | 'refund-pends' }
  | { kind: 'declines'; decline: Decline }
  | { kind: 'authenticates' }
  | { kind: 'processes'; decline?: Decline };

export interface Decline {
  code: string;
  decline_code?: string;
  message: string;
}

const declined = (decline_code: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  decline_code,
  message,
});

export const authenticationRequired = declined(
  'authentication_required',
  'Your card was declined. This transaction requires authentication.',
);

/** What the customer failed, or refused, to prove. */
export const authenticationFailed: Decline = {
  code: 'payment_intent_authentication_failure',
  message:
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
};

const declines: Record<string, Decline> = {
  chargeDeclined: declined('generic_decline'),
  chargeDeclinedInsufficientFunds: declined(
    'insufficient_funds',
    'Your card has insufficient funds.',
  ),
  chargeDeclinedLostCard: declined('lost_card'),
  chargeDeclinedStolenCard: declined('stolen_card'),
  chargeDeclinedVelocityLimitExceeded: declined('card_velocity_exceeded'),
  chargeDeclinedExpiredCard: { code: 'expired_card', message: 'Your card has expired.' },
  chargeDeclinedIncorrectCvc: {
    code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
  },
  chargeDeclinedProcessingError: {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
};

const outcomes: Record<string, Outcome> = {
  pm_card_visa: { kind: 'succeeds' },
  pm_card_visa_debit: { kind: 'succeeds' },
  pm_card_mastercard: { kind: 'succeeds' },
  pm_card_amex: { kind: 'succeeds' },
  pm_card_chargeCustomerFail: { kind: 'declines', decline: declined('generic_decline') },
  pm_card_authenticationRequired: { kind: 'authenticates' },
  pm_card_threeDSecure2Required: { kind: 'authenticates' },
  pm_card_threeDSecureRequired: { kind: 'authenticates' },
  pm_card_createDispute: { kind: 'succeeds', later: 'dispute' },
  pm_card_refundFail: { kind: 'succeeds', later: 'refund-fails' },
  pm_card_pendingRefund: { kind: 'succeeds', later: 'refund-pends' },
  pm_usBankAccount_success: { kind: 'processes' },
  pm_usBankAccount_insufficientFunds: {
    kind: 'processes',
    decline: {
      code: 'payment_method_provider_decline',
      decline_code: 'insufficient_funds',
      message: "The customer's account has insufficient funds to cover this payment.",
    },
  },
};
for (const [name, decline] of Object.entries(declines)) {
  // Both spellings circulate: with the brand, and the older one without.
  outcomes[`pm_card_${name}`] = { kind: 'declines', decline };
  outcomes[`pm_card_visa_${name}`] = { kind: 'declines', decline };
}

export function outcomeOf(testName: string): Outcome | undefined {
  return Object.hasOwn(outcomes, testName) ? outcomes[testName] : undefined;
}
