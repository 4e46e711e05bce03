// A program in Java that asks the real platform's host where to connect, as the official SDK does first.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

public class Discover {
    public static void main(String[] arguments) throws Exception {
        String body = String.format(
            "{\"AppID\": \"%s\", \"AppSecret\": \"%s\"}", System.getenv("APP_ID"), System.getenv("APP_SECRET"));
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://open.feishu.cn/callback/ws/endpoint"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<String> answer = client.send(
            request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        System.out.println(answer.body());
    }
}
