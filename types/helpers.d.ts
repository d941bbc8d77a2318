/**
 * Helpers for the policy of these types: strict in what is sent, open in what is received.
 *
 * Sent: `Input<T>` accepts an enum member or its string, and nothing else.
 * Received: a union of strings that only the server chooses is open (`Open`), because the API may grow and the client
 * passes everything on. Two kinds of received types stay closed, as in the old SDK: the enums, because existing programs
 * pass `session.status` to functions that take a `SessionStatus` and end a `switch` over node types in `never`; and names
 * that are also sent (`DocumentType`, `Zone`). Write a `default` branch for these, too.
 */

/** One of `T`, or a string that this version doesn't know. Editors still suggest the members of `T`. */
export type Open<T extends string> = T | (string & {});

/**
 * What the client's methods accept for an object of type `T`. In addition to a `T` itself, at every depth: the string of
 * an enum member (`'start'` for `FSNodeType.START`), `readonly` and frozen arrays and objects, and `undefined` for an
 * optional property, which is then not sent.
 *
 * Compiler errors name the invalid object by it: `Input<FSStartNode>`.
 */
export type Input<T> = {
  // `exactOptionalPropertyTypes` distinguishes `undefined` from a missing property; JSON doesn't. The same is true for
  // names that an index signature allows.
  readonly [K in keyof T]: undefined extends (string extends K ? undefined : T[K])
    ? WithPlainText<T[K]> | undefined
    : WithPlainText<T[K]>;
};

/** `Input<T>` for any value: a string enum also accepts its string, and a union such as `FSNode` each of its members. */
export type WithPlainText<T> = T extends string
  ? T | `${T}`
  : T extends Date
    ? T
    : T extends object
      ? [keyof T] extends [never]
        ? T
        : Input<T>
      : T;
