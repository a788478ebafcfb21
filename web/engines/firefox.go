package engines

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// firefox is a Firefox, driven by WebDriver BiDi (W3C working draft). One call runs at a time.
type firefox struct {
	cmd     *exec.Cmd
	conn    *websocket.Conn
	last    int
	context string // of the one tab
}

// prefs keep Firefox from asking questions and from calls to the outside.
const prefs = `user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("services.settings.server", "http://127.0.0.1:9/");
user_pref("intl.accept_languages", "en");
`

func launchFirefox(ctx context.Context, dir string) (driver, error) {
	path, err := exec.LookPath("firefox-esr")
	if err != nil {
		if path, err = exec.LookPath("firefox"); err != nil {
			return nil, errors.New("no Firefox found: install firefox-esr")
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "user.js"), []byte(prefs), 0o600); err != nil {
		return nil, err
	}
	f := &firefox{cmd: exec.CommandContext(ctx, path, "--headless", "--no-remote", "--profile", dir, "--remote-debugging-port", "0", "about:blank")}
	f.cmd.Env = append(os.Environ(), "HOME="+dir, "MOZ_CRASHREPORTER_DISABLE=1")
	output, err := f.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := f.cmd.Start(); err != nil {
		return nil, err
	}
	address := ""
	lines := bufio.NewScanner(output)
	for address == "" && lines.Scan() {
		_, address, _ = strings.Cut(lines.Text(), "WebDriver BiDi listening on ")
	}
	go func() { // the pipe must not fill up
		for lines.Scan() {
		}
	}()
	if address == "" {
		return nil, errors.Join(errors.New("it does not offer WebDriver BiDi"), f.close())
	}
	if err := f.connect(ctx, address); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return f, nil
}

// connect begins a session and finds the tab.
func (f *firefox) connect(ctx context.Context, address string) (err error) {
	if f.conn, _, err = websocket.Dial(ctx, address+"/session", nil); err != nil { //nolint:bodyclose // Dial has closed it
		return err
	}
	f.conn.SetReadLimit(64 << 20)
	if err := f.call(ctx, "session.new", map[string]any{"capabilities": map[string]any{}}, nil); err != nil {
		return err
	}
	var tree struct {
		Contexts []struct {
			Context string `json:"context"`
		} `json:"contexts"`
	}
	if err := f.call(ctx, "browsingContext.getTree", map[string]any{}, &tree); err != nil {
		return err
	}
	if len(tree.Contexts) == 0 {
		return errors.New("it has no tab")
	}
	f.context = tree.Contexts[0].Context
	return nil
}

// call sends a command and reads its result.
func (f *firefox) call(ctx context.Context, method string, params, result any) error {
	f.last++
	if err := wsjson.Write(ctx, f.conn, map[string]any{"id": f.last, "method": method, "params": params}); err != nil {
		return err
	}
	for {
		var answer struct {
			ID      int             `json:"id"`
			Error   string          `json:"error"`
			Message string          `json:"message"`
			Result  json.RawMessage `json:"result"`
		}
		if err := wsjson.Read(ctx, f.conn, &answer); err != nil {
			return err
		}
		switch {
		case answer.ID != f.last: // an event
		case answer.Error != "":
			return fmt.Errorf("%s: %s: %s", method, answer.Error, answer.Message)
		case result == nil:
			return nil
		default:
			return json.Unmarshal(answer.Result, result)
		}
	}
}

func (f *firefox) navigate(ctx context.Context, url string) error {
	return f.call(ctx, "browsingContext.navigate", map[string]any{"context": f.context, "url": url, "wait": "complete"}, nil)
}

func (f *firefox) run(ctx context.Context, function string, args ...string) (string, error) {
	values := []any{}
	for _, a := range args {
		values = append(values, map[string]any{"type": "string", "value": a})
	}
	var out struct {
		Type   string `json:"type"`
		Result struct {
			Value any `json:"value"`
		} `json:"result"`
		Details struct {
			Text string `json:"text"`
		} `json:"exceptionDetails"`
	}
	err := f.call(ctx, "script.callFunction", map[string]any{
		"functionDeclaration": function, "arguments": values, "awaitPromise": true, "target": map[string]any{"context": f.context},
	}, &out)
	if err == nil && out.Type != "success" {
		err = errors.New(out.Details.Text)
	}
	text, _ := out.Result.Value.(string)
	return text, err
}

func (f *firefox) choose(ctx context.Context, selector, path string) error {
	var found struct {
		Nodes []struct {
			SharedID string `json:"sharedId"`
		} `json:"nodes"`
	}
	err := f.call(ctx, "browsingContext.locateNodes", map[string]any{
		"context": f.context, "locator": map[string]any{"type": "css", "value": selector}}, &found)
	if err != nil {
		return err
	}
	if len(found.Nodes) == 0 {
		return fmt.Errorf("no element %s", selector)
	}
	return f.call(ctx, "input.setFiles", map[string]any{
		"context": f.context, "element": map[string]any{"sharedId": found.Nodes[0].SharedID}, "files": []string{path}}, nil)
}

func (f *firefox) screenshot(ctx context.Context) ([]byte, error) {
	var out struct {
		Data string `json:"data"`
	}
	err := f.call(ctx, "browsingContext.captureScreenshot", map[string]any{"context": f.context, "origin": "document"}, &out)
	return decode(out.Data, err)
}

func (f *firefox) close() error {
	if f.conn != nil {
		_ = f.conn.CloseNow()
	}
	if err := f.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	_ = f.cmd.Wait() // its status is that of a killed program
	return nil
}
