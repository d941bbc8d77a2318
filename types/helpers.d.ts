/**
 * Helpers that hold the policy of these types: strict in what is sent, open in what is received.
 *
 * Sent: `Input<T>` takes an enum member or its text, and nothing else.
 * Received: a list of texts that only the server chooses is open (`Open`), because the API may grow and nothing that
 * comes is refused. Two kinds of received types stay closed, as in the old SDK: the enums, since old programs hand
 * `session.status` to functions that take a `SessionStatus` and end a `switch` over node types in `never`; and names
 * that are also sent (`DocumentType`, `Zone`). Write a `default` branch for them all the same.
 */

/** One of `T`, or a text that this version does not know. Editors still propose the members of `T`. */
export type Open<T extends string> = T | (string & {});

/**
 * What the client's methods take for an object of type `T`. Besides a `T` itself it accepts, at every depth:
 * the text of an enum member (`'start'` for `FSNodeType.START`), `readonly` and frozen arrays and objects, and
 * `undefined` for an optional property, which is then not sent.
 *
 * Compiler errors name the object at fault with it: `Input<FSStartNode>`.
 */
export type Input<T> = {
  // `exactOptionalPropertyTypes` tells `undefined` from a property that is absent; JSON does not. The same holds for the
  // names that an index signature leaves open.
  readonly [K in keyof T]: undefined extends (string extends K ? undefined : T[K])
    ? WithPlainText<T[K]> | undefined
    : WithPlainText<T[K]>;
};

/** `Input<T>` for any value: a string enum takes its text too, and a union such as `FSNode` each of its members. */
export type WithPlainText<T> = T extends string
  ? T | `${T}`
  : T extends Date
    ? T
    : T extends object
      ? [keyof T] extends [never]
        ? T
        : Input<T>
      : T;
