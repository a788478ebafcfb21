// Package s3 owns buckets of servers that speak the protocol of Amazon's S3.
package s3

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// retries is the number of times that a request is sent before it fails. Callers have a time of their own to wait.
const retries = 3

// Bucket implements objects.Bucket.
type Bucket struct {
	client *minio.Client
	bucket string
	prefix string // of all names, empty or with a slash at its end
}

// ErrKeyFile means that a file holds no access key.
var ErrKeyFile = errors.New("must have a line aws_access_key_id = … and a line aws_secret_access_key = …, as the programs of S3 read them")

// Open returns the bucket at an address such as https://s3.example.org/bucket, or https://s3.example.org/bucket/folder, with the
// access key in a file in the form of ~/.aws/credentials (profile default). region may be empty. It sends nothing. Errors hold no
// part of the file.
func Open(address, region, keyFile string) (*Bucket, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("must be a URL such as https://s3.example.org/bucket") // the parser's error quotes it, and it may hold a secret
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("must hold no key, query or fragment: the access key is in a file")
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if bucket == "" {
		return nil, errors.New("must name a bucket, such as https://s3.example.org/bucket")
	}
	if prefix != "" {
		prefix += "/"
	}
	f, err := os.Open(keyFile) // the library's error would quote the file
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	value, err := credentials.NewFileAWSCredentials(keyFile, "default").GetWithContext(nil)
	if err != nil || value.AccessKeyID == "" || value.SecretAccessKey == "" {
		return nil, ErrKeyFile
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStatic(value.AccessKeyID, value.SecretAccessKey, value.SessionToken, credentials.SignatureV4), Secure: u.Scheme == "https",
		Region: region, MaxRetries: retries,
	})
	if err != nil {
		return nil, err
	}
	return &Bucket{client: client, bucket: bucket, prefix: prefix}, nil
}

// Put implements objects.Bucket.
func (b *Bucket) Put(ctx context.Context, name string, content []byte) error {
	_, err := b.client.PutObject(ctx, b.bucket, b.prefix+name, bytes.NewReader(content), int64(len(content)),
		minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true})
	if err != nil {
		return fmt.Errorf("failed to write to object storage: %w", err)
	}
	return nil
}

// Get implements objects.Bucket.
func (b *Bucket) Get(ctx context.Context, name string) ([]byte, error) {
	o, err := b.client.GetObject(ctx, b.bucket, b.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("failed to read from object storage: %w", err)
	}
	defer o.Close()
	content, err := io.ReadAll(o)
	if err != nil {
		return nil, fmt.Errorf("failed to read from object storage: %w", err)
	}
	return content, nil
}

// Delete implements objects.Bucket.
func (b *Bucket) Delete(ctx context.Context, names []string) error {
	all := make(chan minio.ObjectInfo, len(names))
	for _, name := range names {
		all <- minio.ObjectInfo{Key: b.prefix + name}
	}
	close(all)
	var failed error
	for e := range b.client.RemoveObjects(ctx, b.bucket, all, minio.RemoveObjectsOptions{}) {
		if code := minio.ToErrorResponse(e.Err).Code; code != minio.NoSuchKey {
			failed = e.Err
		}
	}
	if failed != nil {
		return fmt.Errorf("failed to delete from object storage: %w", failed)
	}
	return nil
}

// Check implements objects.Bucket.
func (b *Bucket) Check(ctx context.Context) error {
	found, err := b.client.BucketExists(ctx, b.bucket)
	if err != nil {
		return fmt.Errorf("object storage cannot be reached: %w", err)
	}
	if !found {
		return fmt.Errorf("object storage has no bucket %q", b.bucket)
	}
	return nil
}

// Probe writes, reads and deletes an object, and reports whether the bucket keeps deleted objects as older versions.
func (b *Bucket) Probe(ctx context.Context) (versions bool, err error) {
	if err := b.Check(ctx); err != nil {
		return false, err
	}
	var unique [16]byte
	rand.Read(unique[:]) // never fails
	name, content := "probe-"+hex.EncodeToString(unique[:]), unique[:]
	if err := b.Put(ctx, name, content); err != nil {
		return false, err
	}
	read, err := b.Get(ctx, name)
	if err == nil && !bytes.Equal(read, content) {
		err = errors.New("object storage returns other bytes than were written")
	}
	if err := errors.Join(err, b.Delete(ctx, []string{name})); err != nil {
		return false, err
	}
	v, err := b.client.GetBucketVersioning(ctx, b.bucket)
	// A server or a key without this question keeps no versions that this could know of.
	return err == nil && (v.Enabled() || v.Suspended()), nil
}
