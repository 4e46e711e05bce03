/** What only a person can allow: real secrets, and addresses of other machines (S21). */
import { ApiError, post } from "./api";
import { say } from "./language";
import { opened } from "./opened";
import type { Json } from "./types";

const REASONS = ["real_secret", "remote_address"] as const;

/** Why the emulator wants to be told twice, by the code of its refusal. */
export type Reason = (typeof REASONS)[number];

/** A request that was refused until a person has agreed to it. */
export interface Confirmation {
  reason: Reason;
  body: Readonly<Record<string, Json>>;
  /** Say whether it may be sent; only the first answer counts. */
  answer: (agreed: boolean) => void;
}

/** Somebody decided against it. */
export class Declined extends Error {}

/**
 * Post something that may need the word of a person, who is asked then.
 *
 * Throws Declined when the answer is no; then the emulator has changed and sent nothing.
 */
export async function postAsking<T>(path: string, body: Record<string, Json>): Promise<T> {
  try {
    return await post<T>(path, body);
  } catch (error) {
    const reason = error instanceof ApiError ? REASONS.find((one) => one === error.code) : undefined;
    if (reason === undefined) throw error;
    const agreed = await new Promise<boolean>((answer) => opened.set({ confirm: { reason, body, answer } }));
    if (!agreed) throw new Declined(say("confirm.declined"));
    return post<T>(path, { ...body, confirm: true });
  }
}
