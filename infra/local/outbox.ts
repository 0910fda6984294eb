import { account } from './aws.ts';

export interface Mail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  sentAt: Date;
}

interface SentMessage {
  MessageId: string;
  Source: string;
  To?: string[];
  CC?: string[];
  BCC?: string[];
  Subject?: string | null;
  BodyText?: string | null;
  BodyHtml?: string | null;
  Timestamp: number;
}

/** The mails that were sent so far, oldest first: the product's and Cognito's own. */
export async function readOutbox(endpoint: string, recipient?: string): Promise<Mail[]> {
  const answer = await fetch(`${endpoint}/_ministack/ses/messages`);
  if (!answer.ok) throw new Error(`The emulator's outbox answered ${answer.status}`);
  const { messages } = (await answer.json()) as { messages: Record<string, SentMessage[]> };
  return (messages[account] ?? [])
    .map(toMail)
    .filter((mail) => recipient === undefined || mail.to.includes(recipient));
}

function toMail(message: SentMessage): Mail {
  return {
    id: message.MessageId,
    from: message.Source,
    to: [...(message.To ?? []), ...(message.CC ?? []), ...(message.BCC ?? [])],
    subject: message.Subject ?? '',
    text: message.BodyText ?? '',
    html: message.BodyHtml ?? '',
    sentAt: new Date(message.Timestamp * 1000),
  };
}
