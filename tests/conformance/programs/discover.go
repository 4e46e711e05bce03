// A program in Go that asks the real platform's host where to connect, as the official SDK does first.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

func main() {
	body := fmt.Sprintf(`{"AppID": %q, "AppSecret": %q}`, os.Getenv("APP_ID"), os.Getenv("APP_SECRET"))
	answer, err := http.Post("https://open.feishu.cn/callback/ws/endpoint", "application/json", strings.NewReader(body))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(os.Stdout, answer.Body); err != nil {
		os.Exit(1)
	}
}
