/** Mail through SES: a whole MIME message, sent once. */
import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { deadline } from './deadline.ts';

let client: SESv2Client | undefined;

export interface RawMail {
  from: string;
  to: string;
  /** The MIME message with all its headers. */
  data: Buffer;
}

/** `refused`: surely not sent. When the answer got lost this throws, and the mail may be out. */
export async function sendMail(mail: RawMail): Promise<'sent' | 'refused'> {
  client ??= new SESv2Client({
    // A repeat after a lost answer would be a second mail; the caller decides about that.
    maxAttempts: 1,
    requestHandler: deadline(10_000),
  });
  try {
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: mail.from,
        Destination: { ToAddresses: [mail.to] },
        Content: { Raw: { Data: mail.data } },
      }),
    );
    return 'sent';
  } catch (error) {
    const status = error instanceof SESv2ServiceException ? error.$metadata.httpStatusCode : 0;
    if (status !== undefined && status >= 400 && status < 500) return 'refused';
    throw error;
  }
}
