/** A call of the API as a command line, to try it again or to ask for it to be emulated. */
import type { WholeCall } from "../types";

const MASKED = "Bearer $TENANT_ACCESS_TOKEN";
/** What curl writes itself, or what only the connection is about. */
const LEFT_OUT = new Set(["host", "accept", "accept-encoding", "connection", "content-length", "user-agent"]);

export function curlOf({ method, path, request }: WholeCall, platform: string): string {
  const { query = "", headers = {}, body = null } = request ?? {};
  const lines = [`curl -X ${method} ${quoted(platform + encodeURI(path) + (query === "" ? "" : `?${query}`))}`];
  for (const [name, value] of Object.entries(headers)) {
    if (LEFT_OUT.has(name)) continue;
    lines.push(name === "authorization" ? `-H "authorization: ${MASKED}"` : `-H ${quoted(`${name}: ${value}`)}`);
  }
  if (body !== null && body !== "") lines.push(`--data-raw ${quoted(body)}`);
  return lines.join(" \\\n  ");
}

/** Write a text so that a shell takes it as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
