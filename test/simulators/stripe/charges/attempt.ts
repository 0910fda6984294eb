import type Stripe from 'stripe';

export interface Attempt {
  intent: Stripe.PaymentIntent;
  method: Stripe.PaymentMethod;
  amount: number;
  authenticated: boolean;
}
