/** JSON as it comes, and how to look into it without believing it. */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Give a member that is an object, or an empty one. */
export function objectIn(node: JsonObject, key: string): JsonObject {
  const value = node[key];
  return isObject(value) ? value : {};
}

/** Give the objects of a member that is a list, each with its place in it. */
export function objectsIn(node: JsonObject, key: string): [JsonObject, number][] {
  const value = node[key];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item, index): [JsonObject, number][] => (isObject(item) ? [[item, index]] : []));
}

/** Give a member that is text, or an empty one. */
export function textIn(node: JsonObject, key: string): string {
  const value = node[key];
  return typeof value === "string" ? value : "";
}
