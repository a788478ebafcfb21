//go:build infra && unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestInfraPackage: the Debian package has the program, which runs, its unit and its manual, belongs to root, and is the same
// bytes when it is built again.
func TestInfraPackage(t *testing.T) {
	build := func() (path string, content []byte) {
		t.Helper()
		dir := t.TempDir()
		cmd := exec.Command("../../tools/deb.sh", dir, "amd64")
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if _, err := cmd.Output(); err != nil {
			t.Fatalf("%v: %s", err, errs.String())
		}
		found, err := filepath.Glob(filepath.Join(dir, "*.deb"))
		if err != nil || len(found) != 1 {
			t.Fatalf("%d packages (%v)", len(found), err)
		}
		b, err := os.ReadFile(found[0])
		must(t, err)
		return found[0], b
	}
	path, first := build()
	if _, second := build(); !bytes.Equal(first, second) {
		t.Error("two builds differ")
	}
	list, err := exec.Command("dpkg-deb", "--contents", path).Output()
	must(t, err)
	for _, want := range []string{"./usr/bin/facilitator\n", "./usr/lib/systemd/system/facilitator.service\n", "./usr/share/man/man1/facilitator-serve.1.gz\n", "./etc/blindfit/facilitator.env\n"} {
		if !strings.Contains(string(list), want) {
			t.Errorf("%q is missing in\n%s", want, list)
		}
	}
	for line := range strings.Lines(string(list)) {
		if !strings.Contains(line, "root/root") {
			t.Errorf("not root's: %s", line)
		}
	}
	root := t.TempDir()
	must(t, exec.Command("dpkg-deb", "--extract", path, root).Run())
	out, err := exec.Command(filepath.Join(root, "usr/bin/facilitator"), "--version").Output()
	if err != nil || strings.Contains(string(out), "devel") {
		t.Errorf("the program says %q (%v)", out, err)
	}
	unit, err := os.ReadFile(filepath.Join(root, "usr/lib/systemd/system/facilitator.service"))
	if err != nil || !strings.Contains(string(unit), "ExecStart=/usr/bin/facilitator serve") {
		t.Errorf("the unit starts another program (%v)", err)
	}
}

// TestInfraKustomize: deploy/kustomize builds, every resource is as the schema of Kubernetes has it, and every selector has the
// same label. What the schema does not know is refused.
func TestInfraKustomize(t *testing.T) {
	tool, err := exec.LookPath("kubernetes")
	if err != nil {
		t.Fatal("tools/kubernetes is not built: make infra builds it")
	}
	out, err := exec.Command(tool, "../../deploy/kustomize").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"kind: Deployment", "kind: Service", "kind: Ingress", "kind: PodDisruptionBudget", "readOnlyRootFilesystem: true", "image: blindfit-facilitator:latest"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is missing", want)
		}
	}
	if n := strings.Count(string(out), "app.kubernetes.io/name: blindfit-facilitator"); n < 7 {
		t.Errorf("the label is in %d places only", n)
	}
	for want, c := range map[string]struct{ from, to string }{
		"Deployment facilitator.spec.replica: there is no such field":                                                  {"replicas: 2", "replica: 2"},
		"Deployment facilitator.spec.replicas: must be of type [integer], is !!str":                                    {"replicas: 2", "replicas: two"},
		"Deployment facilitator.spec.template.spec.containers[0]: the field name is missing":                           {"- name: facilitator\n          image", "- image"},
		"Ingress facilitator.spec.rules[0].http.paths[0].backend.service.name: must be of type [string], is !!int":     {"service: {name: facilitator,", "service: {name: 1,"},
		"PodDisruptionBudget facilitator: Kubernetes has no such kind in policy/v9":                                    {"apiVersion: policy/v1\n", "apiVersion: policy/v9\n"},
		"Deployment facilitator.spec.template.spec.containers[0].readinessProbe.httpGet.paths: there is no such field": {"readinessProbe: {httpGet: {path:", "readinessProbe: {httpGet: {paths:"},
	} {
		dir := t.TempDir()
		write(t, dir, "kustomization.yaml", deployed(t, "deploy/kustomize/kustomization.yaml"))
		write(t, dir, "facilitator.yaml", replaced(t, deployed(t, "deploy/kustomize/facilitator.yaml"), c.from, c.to))
		if out, err := exec.Command(tool, dir).CombinedOutput(); err == nil || !strings.Contains(string(out), want) {
			t.Errorf("%v: %.300s; want %q", err, out, want)
		}
	}
}
