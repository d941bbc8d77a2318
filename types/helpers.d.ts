/**
 * Two helpers that hold the policy of these types: strict in what is sent, open in what is received.
 *
 * Sent: enum members or their text, and nothing else (`WithPlainText`).
 * Received: a list of texts that only the server chooses is open (`Open`), because the API may grow and nothing that
 * comes is refused. Two kinds of received types stay closed, as in the old SDK: the enums, since old programs hand
 * `session.status` to functions that take a `SessionStatus` and end a `switch` over node types in `never`; and names
 * that are also sent (`DocumentType`, `Zone`). Write a `default` branch for them all the same.
 */

/** One of `T`, or a text that this version does not know. Editors still propose the members of `T`. */
export type Open<T extends string> = T | (string & {});

/**
 * `T` with the text of an enum member accepted beside the member, at every depth: `'start'` for `FSNodeType.START`.
 * It is what the client's methods take; a value of the type `T` itself always fits.
 */
export type WithPlainText<T> = T extends string
  ? T | `${T}`
  : T extends object
    ? { [K in keyof T]: WithPlainText<T[K]> }
    : T;
