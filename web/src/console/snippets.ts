/** What a program needs to connect here, for each SDK, with this run's values in it. */

export const SDKS = ["larkline", "python", "node", "go", "java", "exec"] as const;
export type Sdk = (typeof SDKS)[number];

export const SDK_NAMES: Record<Exclude<Sdk, "exec">, string> = {
  larkline: "larkline",
  python: "Python",
  node: "Node.js",
  go: "Go",
  java: "Java",
};

export interface Credentials {
  app_id: string;
  app_secret: string;
  platform_url: string;
}

export function snippet(sdk: Sdk, { app_id, app_secret, platform_url }: Credentials): string {
  const set = [
    `export LARK_APP_ID=${app_id}`,
    `export LARK_APP_SECRET=${app_secret}`,
    `export LARK_DOMAIN=${platform_url}`,
  ];
  switch (sdk) {
    case "larkline":
      return [...set, "larkline run bot:app"].join("\n");
    case "python":
      return [
        "import lark_oapi as lark",
        "",
        "handler = lark.EventDispatcherHandler.builder(\"\", \"\").build()",
        "lark.ws.Client(",
        `    "${app_id}",`,
        `    "${app_secret}",`,
        "    event_handler=handler,",
        `    domain="${platform_url}",`,
        ").start()",
      ].join("\n");
    case "node":
      return [
        'import * as Lark from "@larksuiteoapi/node-sdk";',
        "",
        "const client = new Lark.WSClient({",
        `  appId: "${app_id}",`,
        `  appSecret: "${app_secret}",`,
        `  domain: "${platform_url}",`,
        "});",
        "client.start({ eventDispatcher: new Lark.EventDispatcher({}) });",
      ].join("\n");
    case "go":
      return [
        "client := larkws.NewClient(",
        `    "${app_id}",`,
        `    "${app_secret}",`,
        '    larkws.WithEventHandler(dispatcher.NewEventDispatcher("", "")),',
        `    larkws.WithDomain("${platform_url}"),`,
        ")",
        "err := client.Start(context.Background())",
      ].join("\n");
    case "java":
      return [
        "Client client = new Client.Builder(",
        `        "${app_id}",`,
        `        "${app_secret}")`,
        '    .eventHandler(EventDispatcher.newBuilder("", "").build())',
        `    .domain("${platform_url}")`,
        "    .build();",
        "client.start();",
      ].join("\n");
    case "exec":
      return "larkline exec -- python main.py";
  }
}

export const SECRET_SHOWN_AS = "••••••••";
