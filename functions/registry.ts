/**
 * Every endpoint, consumer, job and stream, imported explicitly. The key is the file's path without
 * its trigger, and from it come the Lambda's name and the operationId; a test compares the record
 * with the files on disk. Importing it needs no environment.
 */
import type { Consumer, Job, Stream } from '../lib/platform/consumer.ts';
import type { Endpoint } from '../lib/platform/endpoint.ts';
import { job as billingProveLedger } from './billing/prove-ledger.job.ts';
import { endpoint as billingVendorLedger } from './billing/vendor-ledger.route.ts';
import { endpoint as billingVendorWallet } from './billing/vendor-wallet.route.ts';
import { endpoint as catalogueCountries } from './catalogue/countries.route.ts';
import { endpoint as catalogueGet } from './catalogue/get.route.ts';
import { endpoint as catalogueList } from './catalogue/list.route.ts';
import { endpoint as catalogueRegions } from './catalogue/regions.route.ts';
import { job as catalogueSync } from './catalogue/sync.job.ts';
import { consumer as esimsApplyNotice } from './esims/apply-notice.consumer.ts';
import { endpoint as esimsCustomerGet } from './esims/customer-get.route.ts';
import { endpoint as esimsCustomerList } from './esims/customer-list.route.ts';
import { endpoint as esimsCustomerQr } from './esims/customer-qr.route.ts';
import { endpoint as esimsCustomerTopUp } from './esims/customer-top-up.route.ts';
import { endpoint as esimsVendorGet } from './esims/vendor-get.route.ts';
import { endpoint as esimsVendorList } from './esims/vendor-list.route.ts';
import { endpoint as esimsVendorQr } from './esims/vendor-qr.route.ts';
import { endpoint as esimsVendorTopUp } from './esims/vendor-top-up.route.ts';
import { consumer as notificationsOrderMail } from './notifications/order-mail.consumer.ts';
import { consumer as notificationsRefundMail } from './notifications/refund-mail.consumer.ts';
import { endpoint as opsDocs } from './ops/docs.route.ts';
import { endpoint as opsHealth } from './ops/health.route.ts';
import { endpoint as opsOpenapi } from './ops/openapi.route.ts';
import { endpoint as opsReady } from './ops/ready.route.ts';
import { stream as opsRelay } from './ops/relay.stream.ts';
import { endpoint as ordersCancel } from './orders/cancel.route.ts';
import { endpoint as ordersCustomerCreate } from './orders/customer-create.route.ts';
import { endpoint as ordersCustomerList } from './orders/customer-list.route.ts';
import { job as ordersExpireUnpaid } from './orders/expire-unpaid.job.ts';
import { endpoint as ordersGet } from './orders/get.route.ts';
import { consumer as ordersRefund } from './orders/refund.consumer.ts';
import { endpoint as ordersVendorCreate } from './orders/vendor-create.route.ts';
import { endpoint as ordersVendorGet } from './orders/vendor-get.route.ts';
import { endpoint as ordersVendorList } from './orders/vendor-list.route.ts';
import { consumer as paymentsApplyStripe } from './payments/apply-stripe.consumer.ts';
import { job as paymentsReconcile } from './payments/reconcile.job.ts';
import { consumer as paymentsRefundStray } from './payments/refund-stray.consumer.ts';
import { endpoint as paymentsStripeWebhook } from './payments/stripe-webhook.route.ts';
import { job as provisioningAuditPurchases } from './provisioning/audit-purchases.job.ts';
import { consumer as provisioningFollow } from './provisioning/follow.consumer.ts';
import { consumer as provisioningProvision } from './provisioning/provision.consumer.ts';
import { job as provisioningReconcile } from './provisioning/reconcile.job.ts';
import { consumer as webhooksDeliver } from './webhooks/deliver.consumer.ts';
import { endpoint as webhooksEsimGo } from './webhooks/esim-go.route.ts';
import { job as webhooksRetry } from './webhooks/retry.job.ts';
import { endpoint as webhooksVendorDeliveries } from './webhooks/vendor-deliveries.route.ts';

export const endpoints: Record<string, Endpoint> = {
  'billing/vendor-ledger': billingVendorLedger,
  'billing/vendor-wallet': billingVendorWallet,
  'catalogue/countries': catalogueCountries,
  'catalogue/get': catalogueGet,
  'catalogue/list': catalogueList,
  'catalogue/regions': catalogueRegions,
  'esims/customer-get': esimsCustomerGet,
  'esims/customer-list': esimsCustomerList,
  'esims/customer-qr': esimsCustomerQr,
  'esims/customer-top-up': esimsCustomerTopUp,
  'esims/vendor-get': esimsVendorGet,
  'esims/vendor-list': esimsVendorList,
  'esims/vendor-qr': esimsVendorQr,
  'esims/vendor-top-up': esimsVendorTopUp,
  'ops/docs': opsDocs,
  'ops/health': opsHealth,
  'ops/openapi': opsOpenapi,
  'ops/ready': opsReady,
  'orders/cancel': ordersCancel,
  'orders/customer-create': ordersCustomerCreate,
  'orders/customer-list': ordersCustomerList,
  'orders/get': ordersGet,
  'orders/vendor-create': ordersVendorCreate,
  'orders/vendor-get': ordersVendorGet,
  'orders/vendor-list': ordersVendorList,
  'payments/stripe-webhook': paymentsStripeWebhook,
  'webhooks/esim-go': webhooksEsimGo,
  'webhooks/vendor-deliveries': webhooksVendorDeliveries,
};

export const consumers: Record<string, Consumer> = {
  'esims/apply-notice': esimsApplyNotice,
  'notifications/order-mail': notificationsOrderMail,
  'notifications/refund-mail': notificationsRefundMail,
  'orders/refund': ordersRefund,
  'payments/apply-stripe': paymentsApplyStripe,
  'payments/refund-stray': paymentsRefundStray,
  'provisioning/follow': provisioningFollow,
  'provisioning/provision': provisioningProvision,
  'webhooks/deliver': webhooksDeliver,
};

export const jobs: Record<string, Job> = {
  'billing/prove-ledger': billingProveLedger,
  'catalogue/sync': catalogueSync,
  'orders/expire-unpaid': ordersExpireUnpaid,
  'payments/reconcile': paymentsReconcile,
  'provisioning/audit-purchases': provisioningAuditPurchases,
  'provisioning/reconcile': provisioningReconcile,
  'webhooks/retry': webhooksRetry,
};

export const streams: Record<string, Stream> = {
  'ops/relay': opsRelay,
};
