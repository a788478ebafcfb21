// Command kubernetes builds a folder with a kustomization, checks each resource by the schema of Kubernetes that comes with
// kustomize, and prints the resources. Unknown and missing fields, and values of another type than the schema's, end it with 1.
package main

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "kubernetes: error: name one folder with a kustomization.yaml")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "kubernetes: error: %v\n", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		return fmt.Errorf("failed to build %s: %w", dir, err)
	}
	if resources.Size() == 0 {
		return errors.New("there are no resources")
	}
	var errs []error
	for _, r := range resources.Resources() {
		gvk := r.GetGvk()
		at := gvk.Kind + " " + r.GetName()
		schema := openapi.SchemaForResourceType(yaml.TypeMeta{APIVersion: gvk.ApiVersion(), Kind: gvk.Kind})
		if schema == nil {
			errs = append(errs, fmt.Errorf("%s: Kubernetes has no such kind in %s", at, gvk.ApiVersion()))
			continue
		}
		errs = append(errs, check(at, schema, r.YNode()))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	out, err := resources.AsYaml()
	if err != nil {
		return fmt.Errorf("failed to write resources: %w", err)
	}
	_, err = os.Stdout.Write(out)
	return err
}

// kinds are the tags of values by the types of the schema.
var kinds = map[string][]string{
	"string":  {yaml.NodeTagString},
	"boolean": {yaml.NodeTagBool},
	"integer": {yaml.NodeTagInt},
	"number":  {yaml.NodeTagInt, yaml.NodeTagFloat},
	"object":  {yaml.NodeTagMap},
	"array":   {yaml.NodeTagSeq},
}

// check compares a value with its schema; at is its path.
func check(at string, s *openapi.ResourceSchema, n *yaml.Node) error {
	if s == nil || s.Schema == nil {
		return fmt.Errorf("%s: there is no such field", at)
	}
	tags := []string{}
	for _, t := range s.Schema.Type {
		tags = append(tags, kinds[t]...)
	}
	if s.Schema.Format == "int-or-string" {
		tags = append(tags, yaml.NodeTagInt)
	}
	if _, quantity := s.Schema.Extensions["x-kubernetes-int-or-string"]; len(tags) > 0 && !quantity && !slices.Contains(tags, n.ShortTag()) {
		return fmt.Errorf("%s: must be of type %v, is %s", at, s.Schema.Type, n.ShortTag())
	}
	var errs []error
	switch n.Kind {
	case yaml.MappingNode:
		var there []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i].Value
			there = append(there, name)
			errs = append(errs, check(at+"."+name, s.Field(name), n.Content[i+1]))
		}
		for _, name := range s.Schema.Required {
			if !slices.Contains(there, name) {
				errs = append(errs, fmt.Errorf("%s: the field %s is missing", at, name))
			}
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			errs = append(errs, check(fmt.Sprintf("%s[%d]", at, i), s.Elements(), item))
		}
	}
	return errors.Join(errs...)
}
