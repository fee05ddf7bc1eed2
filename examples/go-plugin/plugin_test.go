package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"

	pb "example.com/holdfast-bbolt/storepb"
)

// TestMain is the plugin where a host has started it, and the tests otherwise.
func TestMain(m *testing.M) {
	if os.Getenv(Handshake.MagicCookieKey) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// launch starts the plugin on a file as go-plugin's own hosts do.
func launch(t *testing.T, path string) (*plugin.Client, pb.StoreClient) {
	t.Helper()
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: Handshake, Plugins: plugin.PluginSet{"store": newStore()}, Cmd: exec.Command(os.Args[0], path),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC}, AutoMTLS: true, Logger: hclog.NewNullLogger(),
	})
	t.Cleanup(client.Kill)
	protocol, err := client.Client()
	if err != nil {
		t.Fatal(err)
	}
	store, err := protocol.Dispense("store")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.(pb.StoreClient).Configure(t.Context(), &pb.ConfigureRequest{}); err != nil {
		t.Fatal(err)
	}
	return client, store.(pb.StoreClient)
}

// TestKill kills the plugin while many write to it, again and again: what was acknowledged is there.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	acknowledged := sync.Map{} // key -> revision
	for round := range 5 {
		client, store := launch(t, path)
		var puts atomic.Int64
		var writers sync.WaitGroup
		for writer := range 8 {
			writers.Add(1)
			go func() {
				defer writers.Done()
				for i := 0; ; i++ {
					key := fmt.Sprintf("%d/%d/%d", round, writer, i)
					put, err := store.Put(context.Background(), &pb.PutRequest{Key: []byte(key), Value: []byte(key)})
					if err != nil {
						return // the plugin is gone, and the outcome unknown
					}
					acknowledged.Store(key, put.ModRevision)
					puts.Add(1)
				}
			}()
		}
		for deadline := time.Now().Add(30 * time.Second); puts.Load() < 200; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("only %d puts in 30 s", puts.Load())
			}
		}
		if err := syscall.Kill(client.ReattachConfig().Pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		writers.Wait()
	}
	_, store := launch(t, path)
	acknowledged.Range(func(key, revision any) bool {
		r, err := store.Get(t.Context(), &pb.GetRequest{Range: &pb.KeyRange{Range: &pb.KeyRange_Key{Key: []byte(key.(string))}}})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Kvs) != 1 || r.Kvs[0].ModRevision != revision || string(r.Kvs[0].Value) != key {
			t.Errorf("%v was acknowledged at revision %v, and now it is %v", key, revision, r.Kvs)
		}
		return true
	})
}
